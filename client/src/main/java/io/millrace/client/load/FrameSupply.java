package io.millrace.client.load;

import io.millrace.media.MediaFrame;
import org.jspecify.annotations.Nullable;

/** The frames of one publisher, in order of time. Times are milliseconds since its stream began. For one thread. */
interface FrameSupply {
    /** When to ask for frames next; some may be due before, and may wait until then. */
    long wakeMillis();

    /**
     * The next frame.
     *
     * @param millis the time now
     * @param nowNanos the same by {@link System#nanoTime}
     * @return null if none is due yet
     */
    @Nullable
    MediaFrame next(long millis, long nowNanos);

    /**
     * Leaves out what is due before the first key frame from {@code millis} on.
     *
     * @return how many frames that were
     */
    int skipTo(long millis);

    /** The connection is another one: what decoders have to know is sent again. */
    void restart();
}
