package io.millrace.hub;

/** Turns log entries into the wire bytes of one {@link Form}. */
public interface FrameEncoder {
    /**
     * Writes {@code entry} as one or more whole messages, or nothing when the form leaves it out.
     *
     * @param dtsMillis the time to put on the wire: the entry's own, or that of the frame a snapshot precedes
     */
    void encode(LogEntry entry, long dtsMillis, WireOutput out);

    /** Writes what {@link #encode} has kept to send it with what follows, if the form does so. */
    default void flush(WireOutput out) {}
}
