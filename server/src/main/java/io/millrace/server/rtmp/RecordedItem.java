package io.millrace.server.rtmp;

import io.millrace.hub.FrameEncoder;
import io.millrace.hub.Piece;
import io.millrace.media.FrameReader;
import io.millrace.server.rtmp.RecordedFrames.Batch;
import io.millrace.server.rtmp.RecordedFrames.Wish;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A recorded stream. It is sent ahead as far as the client's buffer wants, then at the pace of its time. A thread that may
 * wait reads and encodes, a batch at a time and only when there is room for it on the wire, so a player that waits costs
 * no memory. On the connection's event loop.
 *
 * <pre>
 *   idle --next, and it is due--> reading --batch is there--> ready --next--> idle        not due: a timer asks again
 * </pre>
 */
final class RecordedItem implements PlayingItem {
    private static final long NONE = -1;

    /** What is sent ahead at least, whatever the client says: with less its picture halts at every hiccup. */
    private static final long MIN_AHEAD_MILLIS = 1000;

    /** One wake-up sends this much when the client is full: more would be bursts, less is work for nothing. */
    private static final long MAX_STEP_MILLIS = 1000;

    private final RecordedFrames frames;
    private final TimeShift shift; // settled here; all else of it is the reading thread's
    private final PlayerContext context;
    private final long startMillis;
    private final boolean singleFrame;
    private final boolean aggregates;
    private RtmpForm form;
    private FrameEncoder encoder;

    private final long lastMillis; // frames from here on are not wanted
    private long endMillis; // nor those from here on, while another version is to take over
    private long aheadMillis = MIN_AHEAD_MILLIS;
    private long seekMillis; // to be done before the next frame is read, or NONE
    private @Nullable ScheduledFuture<?> timer; // asks again
    private long targetMillis; // where the last seek was to lead
    private boolean reading;
    private boolean outdated; // what is being read now
    private boolean paused;
    private boolean ended;
    private @Nullable IOException failure; // why it has ended
    private boolean closed;
    private @Nullable Piece ready;

    /** The clock of what is sent: at {@code runNanos} the frame of {@code runMillis} was due; NONE before the first. */
    private long runMillis = NONE;

    private long runNanos;
    private long pausedNanos; // since when the clock stands still, while it is paused
    private long newestMillis; // of what was read
    private long followingMillis; // of what is to be read next
    private long bytes;
    private long shiftMillis; // of what was read, on the wire
    private long nextMillis;

    /**
     * Starts to play. The reader goes over to this.
     *
     * @param aggregates whether it is sent in aggregate messages
     * @param durationMillis how much to play from the start; 0 for one frame
     */
    RecordedItem(
            FrameReader reader,
            RtmpForm form,
            boolean aggregates,
            TimeShift shift,
            long startMillis,
            long durationMillis,
            PlayerContext context) {
        this.frames = new RecordedFrames(reader, shift);
        this.aggregates = aggregates;
        this.form = form;
        this.encoder = form.newEncoder(aggregates);
        this.shift = shift;
        this.startMillis = startMillis;
        this.seekMillis = startMillis;
        this.targetMillis = startMillis;
        this.singleFrame = durationMillis == 0;
        this.lastMillis = singleFrame || durationMillis > Long.MAX_VALUE - startMillis
                ? Long.MAX_VALUE
                : startMillis + durationMillis;
        this.endMillis = lastMillis;
        this.context = context;
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        if (paused || closed) {
            return null;
        }
        Piece piece = ready;
        ready = null;
        if (piece == null && !reading && !ended) {
            // Whole steps only: what has become due while the last one was written is not worth a thread and a write.
            long stepMillis = Math.min(MAX_STEP_MILLIS, aheadMillis / 2);
            long lackMillis = seekMillis == NONE ? dueMillis() - followingMillis : stepMillis;
            if (lackMillis >= stepMillis) {
                read(maxBytes);
            } else {
                askAgain(stepMillis - lackMillis);
            }
        }
        return piece;
    }

    /** Up to which time of the recording the client is to have it by now. */
    private long dueMillis() {
        long now = paused ? pausedNanos : context.hub().nanoTime();
        return runMillis + TimeUnit.NANOSECONDS.toMillis(now - runNanos) + aheadMillis;
    }

    private void askAgain(long afterMillis) {
        if (timer == null) {
            timer = context.loop()
                    .schedule(
                            () -> {
                                timer = null;
                                context.onMore().run();
                            },
                            afterMillis,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** What it waits for may be hours away, where a recording has a gap. */
    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void read(int maxBytes) {
        reading = true;
        outdated = false;
        boolean seeks = seekMillis != NONE;
        var wish = new Wish(
                encoder,
                seeks ? OptionalLong.of(seekMillis) : OptionalLong.empty(),
                seeks ? aheadMillis : dueMillis(),
                endMillis,
                singleFrame,
                maxBytes);
        seekMillis = NONE;
        shift.settle();
        try {
            var unused = CompletableFuture.supplyAsync(() -> frames.read(wish), context.files())
                    .whenCompleteAsync(this::received, context.loop());
        } catch (RejectedExecutionException e) { // the server ends
            reading = false;
            ended = true;
        }
    }

    /** Null stands for a batch that failed as no file makes it fail: for want of memory, say. */
    private void received(@Nullable Batch batch, @Nullable Throwable failed) {
        reading = false;
        if (closed) {
            frames.closeOn(context.files());
            return;
        }
        if (batch == null) {
            ended = true;
            failure = new IOException("internal error", failed);
        } else if (!outdated) {
            batch.soughtMillis().ifPresent(this::startClock);
            newestMillis = Math.max(newestMillis, batch.newestMillis());
            followingMillis = batch.followingMillis();
            bytes += batch.mediaBytes();
            shiftMillis = batch.shiftMillis();
            nextMillis = batch.nextWireMillis();
            ended = batch.end();
            ready = batch.out().length() == 0
                    ? null
                    : Piece.unpinned(batch.out().take());
            failure = batch.failure();
        }
        context.onMore().run();
    }

    private void startClock(long millis) {
        runMillis = millis;
        runNanos = context.hub().nanoTime();
        pausedNanos = runNanos;
        newestMillis = millis;
    }

    @Override
    public boolean ended(boolean othersFollow) {
        return ended && ready == null;
    }

    @Override
    public long nextMillis() {
        return nextMillis;
    }

    /**
     * What is wanted again begins with its header, and video with a key frame: time goes back a little, and the client has
     * been told of a seek.
     */
    @Override
    public void form(RtmpForm changed) {
        boolean more =
                (changed.receiveAudio() && !form.receiveAudio()) || (changed.receiveVideo() && !form.receiveVideo());
        form = changed;
        encoder = changed.newEncoder(aggregates);
        if (more && runMillis != NONE && !ended) {
            seek(newestMillis);
        }
    }

    @Override
    public void pause(boolean wanted) {
        if (wanted && !paused) {
            pausedNanos = context.hub().nanoTime();
        } else if (!wanted && paused) {
            runNanos += context.hub().nanoTime() - pausedNanos; // what was sent ahead is still there
        }
        paused = wanted;
        context.onMore().run();
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public void seek(long millis) {
        outdated = reading;
        ready = null;
        seekMillis = millis;
        targetMillis = millis;
        ended = false;
        failure = null;
        cancelTimer();
        context.onMore().run();
    }

    @Override
    public void buffer(long millis) {
        aheadMillis = Math.clamp(millis, MIN_AHEAD_MILLIS, Math.max(MIN_AHEAD_MILLIS, context.maxAheadMillis()));
        context.onMore().run();
    }

    @Override
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public Played played() {
        return new Played(Math.max(0, newestMillis - startMillis), bytes);
    }

    /** Position of the recording behind all that is on its way by now. */
    long sentMillis() {
        boolean seeking = runMillis == NONE || seekMillis != NONE || (reading && outdated);
        return seeking ? targetMillis + aheadMillis : Math.max(newestMillis, dueMillis());
    }

    /** Plays up to there only; in time when that lies behind {@link #sentMillis}. */
    void endAt(long millis) {
        endMillis = Math.min(endMillis, millis);
    }

    /** How much of it would be played from there on. */
    long leftMillis(long from) {
        return lastMillis == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, lastMillis - from);
    }

    /** Goes on to its own end after all. */
    void playOn() {
        endMillis = lastMillis;
        ended = failure != null;
    }

    /** Moves the times of another version, which begins when this has ended, as far as those of this. */
    TimeShift sameShift() {
        return TimeShift.by(() -> shiftMillis);
    }

    @Override
    public void close() {
        closed = true;
        ready = null;
        cancelTimer();
        if (!reading) {
            frames.closeOn(context.files());
        }
    }
}
