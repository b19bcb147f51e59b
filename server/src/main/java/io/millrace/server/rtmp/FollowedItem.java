package io.millrace.server.rtmp;

import io.millrace.hub.Follower;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.HeapOutput;
import io.millrace.hub.LiveStream;
import io.millrace.hub.LogEntry;
import io.millrace.hub.Piece;
import io.millrace.hub.PlayStart;
import io.millrace.hub.TimedEntry;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A live stream on a player's own time line, or for a limited time: encoded for this player alone. On the connection's
 * event loop.
 */
final class FollowedItem implements PlayingItem {
    private final PlayerContext context;
    private final LiveStream stream;
    private final TimeShift shift;
    private final long durationMillis;
    private final long deadlineNanos;
    private @Nullable ScheduledFuture<?> deadline;
    private RtmpForm form;
    private FrameEncoder encoder;
    private @Nullable Follower follower; // null while it is paused
    private boolean started;
    private boolean left; // by its publisher
    private boolean over;
    private long firstMillis;
    private long newestMillis;
    private long bytes;

    /**
     * Starts to play. The caller's use of {@code stream} goes over to this.
     *
     * @param durationMillis how much to play; if nothing comes, how long to wait
     */
    FollowedItem(
            LiveStream stream,
            RtmpForm form,
            PlayStart start,
            TimeShift shift,
            long durationMillis,
            PlayerContext context) {
        this.context = context;
        this.stream = stream;
        this.form = form;
        this.encoder = form.newEncoder();
        this.shift = shift;
        this.durationMillis = durationMillis;
        this.deadlineNanos = context.hub().nanoTime() + TimeUnit.MILLISECONDS.toNanos(durationMillis);
        if (durationMillis < Long.MAX_VALUE) {
            deadline = context.loop().schedule(context.onMore(), durationMillis, TimeUnit.MILLISECONDS);
        }
        attach(start);
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        Follower current = follower;
        if (current == null) {
            return null;
        }
        var out = new HeapOutput();
        while (!over && out.length() < maxBytes) {
            TimedEntry next = current.next();
            if (next == null) {
                break;
            }
            encode(next, out);
        }
        return out.length() == 0 ? null : Piece.unpinned(out.take(), current.isBehind());
    }

    private void encode(TimedEntry next, HeapOutput out) {
        switch (next.entry()) {
            case LogEntry.Frame(var frame) -> {
                if (!started) {
                    started = true;
                    firstMillis = next.dtsMillis();
                }
                if (next.dtsMillis() - firstMillis >= durationMillis) {
                    over = true;
                    return;
                }
                left = false;
                newestMillis = Math.max(newestMillis, next.dtsMillis());
                bytes += frame.body().length();
            }
            case LogEntry.PublisherLeft l -> left = true;
            case LogEntry.PublisherReturned r -> left = false;
            case LogEntry.Metadata m -> {}
            case LogEntry.TrackMaps t -> {}
            case LogEntry.StreamDry d -> {}
        }
        encoder.encode(next.entry(), started ? shift.of(next.dtsMillis()) : next.dtsMillis(), out);
    }

    @Override
    public boolean ended(boolean othersFollow) {
        boolean waitedEnough =
                !started && durationMillis < Long.MAX_VALUE && context.hub().nanoTime() - deadlineNanos >= 0;
        return over || waitedEnough || (othersFollow && started && left);
    }

    @Override
    public long nextMillis() {
        return shift.nextMillis();
    }

    @Override
    public void form(RtmpForm changed) {
        form = changed;
        encoder = changed.newEncoder();
        if (follower != null) {
            detach();
            attach(PlayStart.NEXT_KEY_FRAME);
        }
    }

    @Override
    public void pause(boolean paused) {
        if (paused) {
            detach();
        } else if (follower == null) {
            attach(PlayStart.NEXT_KEY_FRAME);
        }
    }

    @Override
    public Played played() {
        return new Played(started ? newestMillis - firstMillis : 0, bytes);
    }

    @Override
    public void close() {
        detach();
        if (deadline != null) {
            deadline.cancel(false);
        }
        context.hub().release(stream);
    }

    private void attach(PlayStart start) {
        follower = stream.follow(form.receiveVideo() ? start : PlayStart.NOW, context.loop(), context.onMore());
        context.onMore().run();
    }

    private void detach() {
        if (follower != null) {
            follower.close();
            follower = null;
        }
    }
}
