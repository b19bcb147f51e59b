package io.millrace.client.file;

import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A recording at its own speed, or a multiple of it: {@link #next} waits until it is time for the frame, counted from the
 * first coded one; metadata and headers before that come at once, as they may say 0 where the media begins later. Frames
 * that are late, since whoever takes them was slow, come at once until that is made up for. Times are those of the
 * recording at any speed.
 */
public final class PacedReader implements FrameReader {
    /** As fast as it can be read. */
    public static final double UNLIMITED = Double.POSITIVE_INFINITY;

    public static final double MIN_SPEED = 0.1;
    public static final double MAX_SPEED = 100;

    private final FrameReader reader;
    private final double speed;
    private final Clock clock;
    private boolean started;
    private long startNanos;
    private long startMillis;

    /** A clock, and a way to wait by it. */
    interface Clock {
        Clock SYSTEM = new Clock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        long nanoTime();

        void sleep(long nanos) throws InterruptedException;
    }

    /**
     * The clock starts with the first coded frame.
     *
     * @param reader closed with this one
     * @param speed 0.1 to 100, where 1 is real time; or {@link #UNLIMITED}
     */
    public PacedReader(FrameReader reader, double speed) {
        this(reader, speed, Clock.SYSTEM);
    }

    PacedReader(FrameReader reader, double speed, Clock clock) {
        if (!(speed >= MIN_SPEED && speed <= MAX_SPEED) && speed != UNLIMITED) {
            throw new IllegalArgumentException("speed " + speed + " (expected: 0.1 to 100)");
        }
        this.reader = reader;
        this.speed = speed;
        this.clock = clock;
    }

    @Override
    public long durationMillis() {
        return reader.durationMillis();
    }

    @Override
    public List<MediaFrame> headers() throws IOException {
        return reader.headers();
    }

    /** The clock starts again with the next coded frame. */
    @Override
    public long seek(long millis) throws IOException {
        started = false;
        return reader.seek(millis);
    }

    /**
     * The next frame, when it is time.
     *
     * @throws InterruptedIOException if the thread is interrupted while it waits; it stays interrupted
     */
    @Override
    public @Nullable MediaFrame next() throws IOException {
        MediaFrame frame = reader.next();
        if (frame != null && speed != UNLIMITED) {
            awaitTimeOf(frame);
        }
        return frame;
    }

    private void awaitTimeOf(MediaFrame frame) throws InterruptedIOException {
        if (!started) {
            if (frame.holds(PacketType.CODED_FRAMES)) {
                started = true;
                startNanos = clock.nanoTime();
                startMillis = frame.dtsMillis();
            }
            return;
        }
        long dueNanos = (long) ((frame.dtsMillis() - startMillis) * 1e6 / speed);
        long left = dueNanos - (clock.nanoTime() - startNanos);
        try {
            if (left > 0) {
                clock.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at " + frame.dtsMillis() + " ms");
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
