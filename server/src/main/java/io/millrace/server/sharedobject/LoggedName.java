package io.millrace.server.sharedobject;

/** Names that clients chose, made fit for one line of a log. */
final class LoggedName {
    private static final int MAX_LENGTH = 80;

    private LoggedName() {}

    static String of(String name) {
        String shown = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "..." : name;
        return shown.replaceAll("[^ -~]", "?");
    }
}
