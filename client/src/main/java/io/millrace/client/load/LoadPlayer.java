package io.millrace.client.load;

import io.millrace.client.NetStream;
import io.millrace.client.RtmpClient;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.RtmpUrl;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Plays, and looks at what comes: is something missing, and how long did it take? */
final class LoadPlayer extends LoadClient {
    private static final PlayRange LIVE = new PlayRange(PlayRange.ANY, PlayRange.TO_END);

    private final long load;
    private final Consumer<LoadPlayer> whenKeyFrame;
    private SequenceCheck video = new SequenceCheck();
    private SequenceCheck audio = new SequenceCheck();
    private boolean hasKeyFrame;

    /** @param whenKeyFrame called on the loop at the first one of each connection */
    LoadPlayer(
            RtmpClient client,
            RtmpUrl url,
            Tally tally,
            Tally.Role role,
            Consumer<LoadClient> whenGone,
            long load,
            Consumer<LoadPlayer> whenKeyFrame) {
        super(client, url, tally, role, whenGone);
        this.load = load;
        this.whenKeyFrame = whenKeyFrame;
    }

    @Override
    String publishName() {
        return "";
    }

    @Override
    CompletableFuture<?> begin(NetStream stream) {
        video = new SequenceCheck();
        audio = new SequenceCheck();
        hasKeyFrame = false;
        return stream.play(url.streamName(), LIVE)
                .thenAccept(accepted -> tally.toPlaying.record(System.nanoTime() - begunNanos));
    }

    @Override
    public void frame(MediaFrame frame) {
        tally.receivedFrames.increment();
        tally.receivedBytes.add(frame.body().length());
        if (!hasKeyFrame && frame.isKeyFrameOf(Track.VIDEO_0)) {
            hasKeyFrame = true;
            tally.toKeyFrame.record(System.nanoTime() - begunNanos);
            whenKeyFrame.accept(this);
        }
        Stamp stamp = Stamp.of(frame, load);
        if (stamp != null) {
            look(frame.kind(), stamp);
        }
    }

    private void look(MediaKind kind, Stamp stamp) {
        long missing = (kind == MediaKind.VIDEO ? video : audio).take(stamp.sequence());
        if (missing == SequenceCheck.OUT_OF_ORDER) {
            tally.outOfOrder.increment();
        } else if (missing > 0) {
            tally.missing.add(missing);
        }
        // What was there before the player is no measure of how long anything takes.
        if (stamp.sentNanos() - begunNanos > 0) {
            tally.latency.record(System.nanoTime() - stamp.sentNanos());
        }
    }
}
