package io.millrace.client.load;

import io.millrace.client.NetStream;
import io.millrace.client.RtmpClient;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.RtmpUrl;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Publishes frames as they are due. The load's thread wakes it, its connection's event loop takes the frames. */
final class LoadPublisher extends LoadClient {
    private static final long MILLI = 1_000_000;
    private static final long MOST_BEHIND_MILLIS = 2000;

    private final FrameSupply frames;
    private final long phaseNanos;
    private final long intervalNanos;
    private long startNanos; // of the stream
    private boolean started;
    private volatile boolean fresh; // the connection
    private volatile boolean asleep;
    private volatile long wakeNanos;

    /**
     * @param phaseNanos when its frames are due is this, by {@link System#nanoTime}, and any number of intervals
     * @param intervalNanos from frame to frame
     */
    LoadPublisher(
            RtmpClient client,
            RtmpUrl url,
            Tally tally,
            Consumer<LoadClient> whenGone,
            FrameSupply frames,
            long phaseNanos,
            long intervalNanos) {
        super(client, url, tally, tally.publishers, whenGone);
        this.frames = frames;
        this.phaseNanos = phaseNanos;
        this.intervalNanos = intervalNanos;
    }

    @Override
    String publishName() {
        return url.streamName();
    }

    @Override
    CompletableFuture<?> begin(NetStream stream) {
        fresh = true;
        return stream.publish(url.streamName(), PublishType.LIVE);
    }

    /** Called every few milliseconds by the load's thread. */
    void wakeIfDue(long nowNanos) {
        NetStream publishing = stream();
        if (asleep && publishing != null && nowNanos - wakeNanos >= 0) {
            asleep = false;
            publishing.wake();
        }
    }

    @Override
    public @Nullable MediaFrame next() {
        long now = System.nanoTime();
        if (fresh) {
            fresh = false;
            start(now);
        }
        long millis = millisAt(now);
        if (millis - frames.wakeMillis() > MOST_BEHIND_MILLIS) {
            tally.dropped.add(frames.skipTo(millis));
        }
        MediaFrame frame = isLeaving() ? null : frames.next(millis, now);
        if (frame == null) {
            wakeNanos = startNanos + frames.wakeMillis() * MILLI;
            asleep = true;
            return null;
        }
        tally.sentFrames.increment();
        tally.sentBytes.add(frame.body().length());
        if (frame.kind() == MediaKind.VIDEO) {
            tally.publisherLate.record(now - startNanos - frame.dtsMillis() * MILLI);
        }
        return frame;
    }

    /** The times of one that comes back go on, without what was due meanwhile. */
    private void start(long nowNanos) {
        if (started) {
            tally.dropped.add(frames.skipTo(millisAt(nowNanos)));
            frames.restart();
        } else {
            started = true;
            startNanos = nowNanos + Math.floorMod(phaseNanos - nowNanos, intervalNanos);
        }
    }

    private long millisAt(long nanos) {
        return Math.floorDiv(nanos - startNanos, MILLI);
    }
}
