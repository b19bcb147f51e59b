package io.millrace.hub;

/** Takes every entry of a {@link LiveStream} as it is appended: a recorder, for one, which may not miss any. */
@FunctionalInterface
public interface Tap {
    /**
     * What was appended last. Called in the order of the log, on the publisher's thread and under the stream's lock: it
     * must neither wait, nor throw, nor call the stream.
     *
     * @param dtsMillis log time of the entry; events, which have none of their own, have that of the entry before
     */
    void appended(LogEntry entry, long dtsMillis);

    /** What comes next says what the stream is: {@link LiveStream#tap} was called. Under the same rules. */
    default void tapped() {}
}
