package io.millrace.server.application;

/** What connections use beside live streams: one of each for a server. Immutable; any thread may use it. */
public record ApplicationServices(Applications applications, StreamStore store, StreamRecorder recorder) {
    /** No application in Java, nothing recorded. */
    public static final ApplicationServices NONE =
            new ApplicationServices(Applications.NONE, StreamStore.NONE, StreamRecorder.NONE);
}
