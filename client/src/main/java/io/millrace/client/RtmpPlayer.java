package io.millrace.client;

import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.UserControl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays one stream, over as many connections as that takes: a lost one is made anew, and the time line goes on at a key
 * frame. One that the server closes in order is the end of the stream, unless {@link PlayOptions#lasting} says otherwise: some
 * servers have no other word for it, so {@link #lastFailure} tells that this is all it knows. Where the server asks for a new connection [ER-040], that is made first, takes over at a key frame, and then the
 * old one ends.
 *
 * <p>Any thread may call; frames go to one reader, by {@link #next}, as an iterator, or to a subscriber of {@link #frames}.
 */
public final class RtmpPlayer implements Iterable<MediaFrame>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RtmpPlayer.class);

    private final RtmpUrl url;
    private final PlayOptions options;
    private final Connector connector;
    private final IncomingFrames frames;
    private final Attempts<Link> attempts;
    private final Thread thread;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<RtmpPlayer> started = new CompletableFuture<>();
    private final CompletableFuture<RtmpException> ended = new CompletableFuture<>();
    private final FramePublisher publisher = new FramePublisher(this);
    private final LongAdder framesReceived = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();

    private volatile State state = State.CONNECTING;
    private volatile @Nullable Link link;
    private volatile boolean moving;
    private volatile boolean recorded;
    private @Nullable Link coming; // of the thread: takes over where the old one ends
    private final AtomicInteger reconnects = new AtomicInteger();

    /** Where a player stands. */
    public enum State {
        /** There has been no connection yet. */
        CONNECTING,
        /** The server plays, or waits for a publisher. */
        PLAYING,
        /** The connection was lost, and is being made anew. */
        RECONNECTING,
        /** It was closed, or the stream has come to its end. */
        ENDED,
        /** It is over for another reason. */
        FAILED
    }

    /**
     * What a player has got.
     *
     * @param bytesReceived of frames, without what carries them
     * @param waitingBytes not yet taken by the reader
     * @param reconnects connections after the first
     */
    public record Counters(long framesReceived, long bytesReceived, long waitingBytes, int reconnects) {}

    /** What the thread of a player waits for. */
    private sealed interface Signal {
        record Lost(Link link, RtmpException reason) implements Signal {}

        /** The server says the stream is over. */
        record Finished(Link link, String why) implements Signal {}

        /** The server wants us elsewhere. */
        record Asked(Link link) implements Signal {}

        /** It is time to do so. */
        record Move(Link link) implements Signal {}

        /** The new link has taken over, or the old one has gone past it. */
        record Turned() implements Signal {}

        record Close() implements Signal {}
    }

    RtmpPlayer(RtmpUrl url, PlayOptions options, Connector connector) {
        this.url = url;
        this.options = options;
        this.connector = connector;
        this.attempts = new Attempts<>(options.reconnect(), url, this::open, this::waitFor);
        this.thread = Thread.ofVirtual().name("play " + url).unstarted(this::run);
        this.frames = new IncomingFrames(options.queueBytes());
    }

    /** Completed when the server plays, or is to play when there is a publisher; fails with a {@link RtmpException}. Once. */
    public CompletableFuture<RtmpPlayer> start() {
        if (thread.isAlive() || ended.isDone()) {
            throw new IllegalStateException("it was started before");
        }
        thread.start();
        return started.copy();
    }

    // ---- for those who play ----

    /**
     * The next frame, null at the end of the stream. Blocks until there is one. Sequence headers and metadata come as
     * frames, before those that need them.
     *
     * @throws RtmpException why there are no more
     * @throws InterruptedIOException when the thread is interrupted
     */
    public @Nullable MediaFrame next() throws IOException {
        return frames.take();
    }

    /** The next frame; null at the end, or when none came within {@code limit}: {@link #isOver} tells which. */
    public @Nullable MediaFrame next(Duration limit) throws IOException {
        return frames.take(limit);
    }

    /** Whether all frames were taken and no more will come. */
    public boolean isOver() {
        return frames.isOver();
    }

    /** Frames until the end, for one loop; a failure is an {@link UncheckedIOException} around the {@link RtmpException}. */
    @Override
    public Iterator<MediaFrame> iterator() {
        return new FrameIterator(this);
    }

    /** The same frames for one subscriber, on a thread of its own. */
    public Flow.Publisher<MediaFrame> frames() {
        return publisher;
    }

    public RtmpUrl url() {
        return url;
    }

    public State state() {
        return state;
    }

    /** Why there is or was no connection, the last time; null if that never happened. */
    public @Nullable RtmpException lastFailure() {
        return attempts.lastFailure();
    }

    public Counters counters() {
        return new Counters(framesReceived.sum(), bytesReceived.sum(), frames.waitingBytes(), reconnects.get());
    }

    /** The connection of now; null while there is none. */
    public @Nullable NetConnection connection() {
        Link current = link;
        return current == null ? null : current.connection();
    }

    /** Has the server stop sending, or go on. */
    public void pause(boolean paused) {
        Link current = link;
        if (current != null) {
            current.stream().pause(paused, Math.max(0, frames.lastMillis()));
        }
    }

    /** Has the server go to a position of a recorded stream; frames from before may still come. */
    public void seek(long millis) {
        Link current = link;
        if (current != null) {
            frames.seeked();
            current.stream().seek(millis);
        }
    }

    /** Completed with the reason when this is over. */
    public CompletableFuture<RtmpException> ended() {
        return ended.copy();
    }

    /** Ends it, and waits for that; frames that were not taken are lost. */
    @Override
    public void close() {
        closeAsync();
        try {
            ended.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it is never completed so
        }
    }

    /** The same without waiting. */
    public CompletableFuture<RtmpException> closeAsync() {
        signals.add(new Signal.Close());
        if (thread.getState() == Thread.State.NEW) {
            end(new RtmpException(Kind.CLOSED, url + ": closed before it was started"), State.ENDED);
        } else if (state == State.CONNECTING || state == State.RECONNECTING || moving) {
            thread.interrupt(); // it waits for a server that nobody needs any more
        }
        return ended();
    }

    // ---- its thread ----

    /** One connection, and the NetStream on it that plays. */
    private final class Link extends StreamLink {
        private final IncomingFrames.Source source =
                new IncomingFrames.Source(() -> reading(false), () -> reading(true));
        private boolean hasFinished; // on the loop
        private @Nullable String over; // why; of the thread, while this is the one that is coming

        private void reading(boolean on) {
            if (on) {
                connection().resumeReading();
            } else {
                connection().pauseReading();
            }
        }

        @Override
        public void frame(MediaFrame frame) {
            framesReceived.increment();
            bytesReceived.add(frame.body().length());
            boolean hadTurn = frames.isTurnOf(source);
            for (MediaFrame part : FrameForms.of(frame, options.form())) {
                frames.put(source, part);
            }
            if (frames.isTurnOf(source) != hadTurn) {
                signals.add(new Signal.Turned());
            }
        }

        @Override
        public void status(ServerStatus status) {
            if (status.is(StatusCode.PLAY_UNPUBLISH_NOTIFY)) {
                finished("the publisher has left");
            } else if (status.is(StatusCode.PLAY_COMPLETE)) {
                finished("it has come to its end");
            } else if (status.is(StatusCode.PLAY_PUBLISH_NOTIFY)) {
                hasFinished = false;
                frames.begunAnew(source);
            } else {
                log.debug("{}: {}", url, status);
            }
        }

        @Override
        public void event(UserControl event) {
            NetStream playing = streamIfOpen();
            long own = playing == null ? -1 : playing.streamId();
            if (event instanceof UserControl.StreamEof(long streamId) && streamId == own) {
                finished("it has come to its end");
            } else if (event instanceof UserControl.StreamIsRecorded(long streamId) && streamId == own) {
                recorded = true;
            }
        }

        /** For one that waits for what comes next it is no more than a remark. */
        private void finished(String why) {
            if (hasFinished) {
                return; // said before, in other words
            }
            hasFinished = true;
            if (options.lasting()) {
                log.info("{}: {}", url, why);
            } else {
                signals.add(new Signal.Finished(this, why));
            }
        }

        @Override
        void asked() {
            signals.add(new Signal.Asked(this));
        }

        @Override
        public void ended(RtmpException reason) {
            boolean stopped =
                    reason.code().filter(StatusCode.PLAY_STOP.code()::equals).isPresent();
            boolean hasMore = options.lasting() && options.range().durationMillis() == PlayRange.TO_END;
            boolean isOver = stopped && !hasMore; // who waits for more needs a new stream
            signals.add(isOver ? new Signal.Finished(this, "it has come to its end") : new Signal.Lost(this, reason));
        }
    }

    private void run() {
        try {
            turnTo(attempts.first());
            started.complete(this);
            while (state == State.PLAYING) {
                handle(signals.take());
            }
            end(new RtmpException(Kind.CLOSED, url + ": closed"), State.ENDED);
        } catch (RtmpException e) {
            end(e, State.FAILED);
        } catch (IOException | InterruptedException e) { // by closeAsync, for nobody else has this thread
            end(new RtmpException(Kind.CLOSED, url + ": closed before there was a connection"), State.ENDED);
        } catch (RuntimeException | Error e) {
            log.error("{}: a fault of ours", url, e);
            end(new RtmpException(Kind.CLOSED, url + ": internal error: " + e), State.FAILED);
        }
    }

    private void handle(Signal signal) throws IOException, InterruptedException {
        Link next = coming;
        if (next != null && frames.isTurnOf(next.source)) {
            takeOver(next);
        }
        switch (signal) {
            case Signal.Lost(Link lost, RtmpException reason) when lost == link -> lost(lost, reason);
            case Signal.Lost(Link lost, RtmpException reason) when lost == coming -> stay(lost, reason);
            case Signal.Finished(Link finished, String why) when finished == link -> finished(finished, why);
            case Signal.Finished(Link finished, String why) when finished == coming -> finished.over = why;
            case Signal.Asked(Link asked)
            when asked == link -> asked.moveInTime(attempts, () -> signals.add(new Signal.Move(asked)));
            case Signal.Move(Link moving) when moving == link && coming == null -> move(moving);
            case Signal.Close close -> state = State.ENDED;
            default -> {} // of a link that is over
        }
    }

    private void finished(Link finished, String why) {
        log.info("{}: {}", url, why);
        if (coming == null) {
            state = State.ENDED;
        } else {
            frames.lost(finished.source);
            takeOver(coming);
        }
    }

    private void lost(Link lost, RtmpException reason) throws IOException, InterruptedException {
        frames.lost(lost.source);
        if (coming != null) {
            takeOver(coming);
            return;
        }
        log.info("{}", reason.getMessage());
        lost.connection().closeAsync();
        if (lost.connection().isClosedByPeer() && !options.lasting()) {
            attempts.failed(reason);
            state = State.ENDED;
            return;
        }
        state = State.RECONNECTING;
        Link again = attempts.again(reason, lost.age());
        reconnects.incrementAndGet();
        turnTo(again);
    }

    /** What of a recording is still to come; all of it, or what is live, at first. */
    private PlayRange rangeFromHere() {
        PlayRange range = options.range();
        long last = frames.lastMillis();
        long start = recorded ? Math.max(0, range.startMillis()) : range.startMillis();
        if (start < 0 || last < start) {
            return range;
        }
        long played = last - start;
        return new PlayRange(
                last,
                range.durationMillis() == PlayRange.TO_END
                        ? PlayRange.TO_END
                        : Math.max(0, range.durationMillis() - played));
    }

    private Link open(RtmpUrl where) throws IOException {
        var opened = new Link();
        NetConnection connection = connector.open(where, where.host().equals(url.host()));
        try {
            opened.opened(Answers.await(connection.createStream(opened)));
            frames.turnTo(opened.source);
            Answers.await(opened.stream().play(where.streamName(), rangeFromHere()));
            return opened;
        } catch (IOException e) {
            frames.lost(opened.source);
            connection.closeAsync();
            throw e;
        }
    }

    private void waitFor(Duration delay, RtmpException reason) throws InterruptedException {
        long until = System.nanoTime() + delay.toNanos();
        for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
            if (signals.poll(left, TimeUnit.NANOSECONDS) instanceof Signal.Close) {
                throw new InterruptedException();
            }
        }
    }

    private void turnTo(Link next) {
        link = next;
        state = State.PLAYING;
        next.checkIfAsked();
    }

    // ---- where the server wants it: make before break [ER-044] ----

    /** The old connection goes on until the new one has come to the same point. */
    private void move(Link old) throws IOException {
        try {
            moving = true;
            Link next = open(old.connection().reconnectUrl());
            coming = next;
            signals.add(new Signal.Turned()); // it may be so already
        } catch (RtmpException | IllegalArgumentException e) {
            log.warn("{}: cannot go where the server asks to: {}; staying", url, e.getMessage());
            old.stays();
        } finally {
            moving = false;
        }
    }

    private void takeOver(Link next) {
        Link old = link;
        if (old != null) {
            old.stream().close();
            old.connection().closeAsync();
        }
        coming = null;
        link = next;
        attempts.movedTo(next.connection().url());
        reconnects.incrementAndGet();
        log.info("{}: moved to {}", url, next.connection().url());
        next.checkIfAsked();
        if (next.over != null) {
            finished(next, next.over);
        }
    }

    /** The new connection is gone: that changes nothing, unless it has just taken over. */
    private void stay(Link lost, RtmpException reason) throws IOException, InterruptedException {
        Link staying = link;
        if (staying == null || !frames.giveUp(lost.source)) {
            takeOver(lost);
            lost(lost, reason);
            return;
        }
        log.warn("{}: lost the new connection: {}; staying", url, reason.getMessage());
        coming = null;
        lost.connection().closeAsync();
        staying.stays();
    }

    private void end(RtmpException reason, State how) {
        if (Thread.currentThread().equals(thread)) {
            Thread.interrupted(); // what follows may wait
        }
        frames.end(how == State.FAILED ? reason : null);
        Link next = coming;
        if (next != null) {
            next.connection().closeAsync();
        }
        Link last = link;
        if (last != null) {
            last.stream().close();
            last.connection().close();
        }
        state = how;
        if (how == State.FAILED) {
            attempts.failed(reason);
        }
        started.completeExceptionally(reason);
        ended.complete(reason);
    }
}
