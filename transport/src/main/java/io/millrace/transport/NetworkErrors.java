package io.millrace.transport;

/** Network failures in the operating system's words. */
final class NetworkErrors {
    private NetworkErrors() {}

    /** Without the call and its error number, which Netty's native transports put first, and the address it puts last. */
    static String text(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "")
                .replaceFirst(": [^ /]*/[0-9a-fA-F.:%\\[\\]]+$", "");
    }
}
