package io.millrace.transport;

/** Network failures in the operating system's words. */
final class NetworkErrors {
    private NetworkErrors() {}

    /** Without the call and its error number, which Netty's native transports put first. */
    static String text(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
    }
}
