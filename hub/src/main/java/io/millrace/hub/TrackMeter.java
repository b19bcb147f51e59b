package io.millrace.hub;

import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import java.util.Arrays;

/** Measures one track of one publisher. Allocates nothing after its making. The stream's lock guards it. */
final class TrackMeter {
    private static final double MILLIS = 1e-6; // of a nanosecond
    private static final int GOPS = 16;

    private final RateWindow rates;
    private long frames;
    private long keyFrames;
    private long bytes;
    private long newestNanos;
    private long newestDtsMillis;
    private double jitterMillis;

    private final long[] gopMillis = new long[GOPS]; // the last ones, as a ring
    private long gopFrames; // in the last whole one
    private long keyFrameDtsMillis;
    private long framesAtKeyFrame; // those before the newest key frame

    /** Of a track whose first frame comes now. */
    TrackMeter(long nowNanos) {
        rates = new RateWindow(nowNanos);
    }

    void add(MediaPacket frame, long dtsMillis, long nowNanos) {
        if (frames > 0) {
            double transitChange = (nowNanos - newestNanos) * MILLIS - (dtsMillis - newestDtsMillis);
            jitterMillis += (Math.abs(transitChange) - jitterMillis) / 16;
        }
        newestNanos = nowNanos;
        newestDtsMillis = dtsMillis;
        if (frame.keyFrame()) {
            keyFrame(dtsMillis);
        }
        frames++;
        int length = frame.payload().length();
        bytes += length;
        rates.add(length, nowNanos);
    }

    private void keyFrame(long dtsMillis) {
        if (keyFrames > 0) {
            gopMillis[slotOf(keyFrames)] = Math.max(0, dtsMillis - keyFrameDtsMillis);
            gopFrames = frames - framesAtKeyFrame;
        }
        keyFrames++;
        keyFrameDtsMillis = dtsMillis;
        framesAtKeyFrame = frames;
    }

    private static int slotOf(long number) {
        return (int) (number % GOPS);
    }

    TrackFigures figures(Track track, long nowNanos) {
        return new TrackFigures(
                track,
                frames,
                keyFrames,
                bytes,
                rates.bytesPerSecond(nowNanos) * 8,
                rates.framesPerSecond(nowNanos),
                keyFrames < 2 ? 0 : gopMillis[slotOf(keyFrames - 1)],
                gopFrames,
                Arrays.stream(gopMillis).max().orElse(0),
                jitterMillis,
                newestDtsMillis);
    }
}
