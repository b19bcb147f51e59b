package io.millrace.client.load;

/** Whether the frames of one kind, of one stream, come one after the other to one player. For one thread. */
final class SequenceCheck {
    /** What {@link #take} gives for a frame that should have come before another that has. */
    static final long OUT_OF_ORDER = -1;

    private long next = -1;

    /**
     * A frame has come; the first may be any.
     *
     * @return how many are missing right before it, or {@link #OUT_OF_ORDER}
     */
    long take(long sequence) {
        if (next >= 0 && sequence < next) {
            return OUT_OF_ORDER;
        }
        long missing = next < 0 ? 0 : sequence - next;
        next = sequence + 1;
        return missing;
    }
}
