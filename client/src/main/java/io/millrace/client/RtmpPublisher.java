package io.millrace.client;

import io.millrace.client.RtmpException.Kind;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one stream, over as many connections as that takes: a lost one is made anew, and the time line goes on at the
 * next key frame. Where the server asks for a new connection [ER-040], that is made first, takes over at a key frame, and
 * then the old one ends.
 *
 * <p>Any thread may write; frames go out in the order of the calls.
 */
public final class RtmpPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RtmpPublisher.class);

    /** A message has 24 bits for its length, and metadata gets a word before it. */
    private static final int MAX_BODY_BYTES = 0xFF_FFFF - 64;

    /** Codecs of one connection that are complained about: names may come from a hostile file. */
    private static final int MAX_CHECKED = 16;

    private final RtmpUrl url;
    private final String name; // for logs: a stream name may be a key
    private final PublishOptions options;
    private final Connector connector;
    private final OutgoingFrames frames;
    private final Attempts<Link> attempts;
    private final Thread thread;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<RtmpPublisher> started = new CompletableFuture<>();
    private final CompletableFuture<RtmpException> ended = new CompletableFuture<>();

    private volatile State state = State.CONNECTING;
    private volatile @Nullable Link link;
    private volatile boolean moving;
    private @Nullable Link coming; // of the thread: takes over at a key frame
    private final AtomicLong framesBefore = new AtomicLong(); // of links that are over
    private final AtomicLong bytesBefore = new AtomicLong();
    private final AtomicInteger reconnects = new AtomicInteger();

    /** Where a publisher stands. */
    public enum State {
        /** There has been no connection yet. */
        CONNECTING,
        /** The server takes frames. */
        PUBLISHING,
        /** The connection was lost, and is being made anew. */
        RECONNECTING,
        /** It was closed, and all was sent. */
        CLOSED,
        /** It is over, and not because it was closed. */
        FAILED
    }

    /**
     * What a publisher has done.
     *
     * @param bytesSent of frames, without what carries them
     * @param framesDropped for want of a network, with {@link Overflow#DROP} or at a reconnect
     * @param waitingBytes in the queue now
     * @param reconnects connections after the first
     */
    public record Counters(long framesSent, long bytesSent, long framesDropped, long waitingBytes, int reconnects) {}

    /** What the thread of a publisher waits for. */
    private sealed interface Signal {
        record Lost(Link link, RtmpException reason) implements Signal {}

        /** The server wants us elsewhere. */
        record Asked(Link link) implements Signal {}

        /** It is time to do so. */
        record Move(Link link) implements Signal {}

        record Drained(Link link) implements Signal {}

        record Overflowed(RtmpException reason) implements Signal {}

        record Close() implements Signal {}
    }

    RtmpPublisher(RtmpUrl url, PublishOptions options, Connector connector) {
        this.url = url;
        this.name = url.redacted();
        this.options = options;
        this.connector = connector;
        this.attempts = new Attempts<>(options.reconnect(), url, this::open, this::waitFor);
        this.thread = Thread.ofVirtual().name("publish " + name).unstarted(this::run);
        this.frames = new OutgoingFrames(
                options.queueBytes(), options.overflow(), reason -> signals.add(new Signal.Overflowed(reason)));
    }

    /** Completed when the server has accepted the stream; fails with a {@link RtmpException}. Once. */
    public CompletableFuture<RtmpPublisher> start() {
        if (thread.isAlive() || ended.isDone()) {
            throw new IllegalStateException("it was started before");
        }
        thread.start();
        return started.copy();
    }

    // ---- for those who publish ----

    /**
     * Hands a frame over; waits for room with {@link Overflow#BLOCK}.
     *
     * @param frame times may begin anywhere from 0 on, in milliseconds of the caller's clock; they should not go back
     * @throws IllegalArgumentException if its time is negative, which has no form on the wire
     * @throws RtmpException why no more is published
     * @throws InterruptedIOException when the thread is interrupted while it waits
     */
    public void write(MediaFrame frame) throws IOException {
        Answers.await(writeAsync(frame));
    }

    /** The same without waiting; with {@link Overflow#BLOCK} completed when there was room. */
    public CompletableFuture<Void> writeAsync(MediaFrame frame) {
        CompletableFuture<Void> queued = CompletableFuture.completedFuture(null);
        if (frame.dtsMillis() < 0) {
            throw new IllegalArgumentException("dts " + frame.dtsMillis() + " ms (expected: 0 or more)");
        }
        if (frame.body().length() > MAX_BODY_BYTES) {
            return CompletableFuture.failedFuture(new RtmpException(
                    Kind.OVERFLOW, "frame of " + frame.body().length() + " bytes (limit: " + MAX_BODY_BYTES + ")"));
        }
        for (MediaFrame part : FrameForms.of(frame, options.form())) {
            queued = frames.put(part);
        }
        wake();
        return queued;
    }

    /** A subscriber that publishes what it gets, as fast as the network takes it, and closes this at the end. */
    public Flow.Subscriber<MediaFrame> subscriber() {
        return new PublishingSubscriber(this);
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
        Link current = link;
        return new Counters(
                framesBefore.get() + (current == null ? 0 : current.stream().frames()),
                bytesBefore.get() + (current == null ? 0 : current.stream().bytes()),
                frames.dropped(),
                frames.waitingBytes(),
                reconnects.get());
    }

    /** The connection of now; null while there is none. */
    public @Nullable NetConnection connection() {
        Link current = link;
        return current == null ? null : current.connection();
    }

    /** Completed when this is over; with the reason of kind CLOSED and the state CLOSED if that was asked for. */
    public CompletableFuture<RtmpException> ended() {
        return ended.copy();
    }

    /**
     * Sends what waits, ends the stream and the connection, and waits for that.
     *
     * @throws RtmpException if not all was sent
     * @throws InterruptedIOException when the thread is interrupted
     */
    @Override
    public void close() throws IOException {
        RtmpException reason = Answers.await(closeAsync());
        if (state == State.FAILED) {
            throw reason.again();
        }
    }

    /** The same without waiting. */
    public CompletableFuture<RtmpException> closeAsync() {
        frames.finish();
        signals.add(new Signal.Close());
        if (thread.getState() == Thread.State.NEW) {
            end(new RtmpException(Kind.CLOSED, name + ": closed before it was started"), State.CLOSED);
        } else if (isWorthWaitingFor()) {
            var unused = ended.copy()
                    .orTimeout(options.drain().toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(late -> {
                        stopConnecting();
                        return null;
                    });
        } else {
            stopConnecting();
        }
        return ended();
    }

    /** Whether there is something to send to a server that does not answer yet; without one, DROP keeps nothing. */
    private boolean isWorthWaitingFor() {
        return frames.waitingFrames() > 0 && (state != State.RECONNECTING || options.overflow() != Overflow.DROP);
    }

    private void stopConnecting() {
        if (state == State.CONNECTING || state == State.RECONNECTING || moving) {
            thread.interrupt(); // it waits for a server that nobody needs any more
        }
    }

    private void wake() {
        Link current = link;
        if (current != null) {
            current.stream().wake();
        }
    }

    // ---- its thread ----

    /** One connection, and the NetStream on it that publishes. */
    private final class Link extends StreamLink {
        private final Set<FourCc> checked = new HashSet<>(); // on the loop

        @Override
        public @Nullable MediaFrame next() {
            MediaFrame frame = frames.poll(this);
            if (frame != null && frame.holds(PacketType.SEQUENCE_START)) {
                frame.packets().forEach(packet -> check(packet.codec()));
            }
            return frame;
        }

        /** There are servers that forward what they do not understand, and others that drop it without a word. */
        private void check(Codec codec) {
            if (codec instanceof Codec.Enhanced(FourCc fourCc)
                    && checked.size() < MAX_CHECKED
                    && checked.add(fourCc)
                    && !connection().serverAnnounces(fourCc)) {
                log.warn("{}: the server did not announce {} and may not carry it", name, fourCc);
            }
        }

        @Override
        public void drained() {
            if (frames.isDone() || !frames.isTurnOf(this)) {
                signals.add(new Signal.Drained(this));
            }
        }

        @Override
        void asked() {
            signals.add(new Signal.Asked(this));
        }

        @Override
        public void ended(RtmpException reason) {
            signals.add(new Signal.Lost(this, reason));
        }
    }

    private void run() {
        try {
            turnTo(attempts.first());
            started.complete(this);
            while (state == State.PUBLISHING) {
                handle(signals.take());
            }
            end(new RtmpException(Kind.CLOSED, name + ": closed"), State.CLOSED);
        } catch (RtmpException e) {
            end(e, State.FAILED);
        } catch (IOException | InterruptedException e) { // by closeAsync, for nobody else has this thread
            if (isWorthWaitingFor()) {
                end(unsent(Kind.TIMEOUT, name + ": closed before there was a connection,"), State.FAILED);
            } else {
                end(new RtmpException(Kind.CLOSED, name + ": closed before there was a connection"), State.CLOSED);
            }
        } catch (RuntimeException | Error e) {
            log.error("{}: a fault of ours", name, e);
            end(new RtmpException(Kind.CLOSED, name + ": internal error: " + e), State.FAILED);
        }
    }

    private void handle(Signal signal) throws IOException, InterruptedException {
        if (coming != null && frames.isTurnOf(coming)) {
            takeOver(coming);
        }
        switch (signal) {
            case Signal.Lost(Link lost, RtmpException reason) when lost == link -> lost(lost, reason);
            case Signal.Lost(Link lost, RtmpException reason) when lost == coming -> stay(lost, reason);
            case Signal.Asked(Link asked)
            when asked == link -> asked.moveInTime(attempts, () -> signals.add(new Signal.Move(asked)));
            case Signal.Move(Link moving) when moving == link && coming == null -> move(moving);
            case Signal.Overflowed(RtmpException reason) -> throw reason;
            case Signal.Close close -> drain();
            default -> {} // of a link that is over
        }
    }

    private void lost(Link lost, RtmpException reason) throws IOException, InterruptedException {
        Link next = coming;
        if (next != null) {
            frames.turnTo(next);
            takeOver(next);
            return;
        }
        log.info("{}", reason.getMessage());
        state = State.RECONNECTING;
        frames.lost();
        forget(lost);
        Link again = attempts.again(reason, lost.age());
        reconnects.incrementAndGet();
        turnTo(again);
    }

    private Link open(RtmpUrl where) throws IOException {
        var opened = new Link();
        NetConnection connection = connector.open(where, where.host().equals(url.host()));
        try {
            opened.opened(Answers.await(connection.createStream(opened, where.streamName())));
            Answers.await(opened.stream().publish(where.streamName(), options.type()));
            return opened;
        } catch (IOException e) {
            connection.closeAsync();
            throw e;
        }
    }

    private void waitFor(Duration delay, RtmpException reason) throws RtmpException, InterruptedException {
        long until = System.nanoTime() + delay.toNanos();
        for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
            switch (signals.poll(left, TimeUnit.NANOSECONDS)) {
                case Signal.Overflowed(RtmpException overflow) -> throw overflow;
                case Signal.Close close -> {
                    if (isWorthWaitingFor()) {
                        throw unsent(reason.kind(), reason.getMessage() + ";");
                    }
                    throw new InterruptedException();
                }
                case null, default -> {}
            }
        }
    }

    private void turnTo(Link next) {
        frames.turnTo(next);
        link = next;
        state = State.PUBLISHING;
        wake();
        next.checkIfAsked();
    }

    private void forget(Link old) {
        link = null;
        framesBefore.addAndGet(old.stream().frames());
        bytesBefore.addAndGet(old.stream().bytes());
        old.connection().closeAsync();
    }

    // ---- where the server wants it: make before break [ER-044] ----

    /** The old connection goes on until the new one takes over at a key frame. */
    private void move(Link old) throws IOException {
        try {
            moving = true;
            Link next = open(old.connection().reconnectUrl());
            coming = next;
            frames.turnAtKeyFrameTo(next);
            old.stream().wake();
        } catch (RtmpException | IllegalArgumentException e) {
            log.warn("{}: cannot go where the server asks to: {}; staying", name, e.getMessage());
            old.stays();
        } finally {
            moving = false;
        }
    }

    private void takeOver(Link next) {
        Link old = link;
        if (old != null) {
            old.stream().close();
            forget(old);
        }
        coming = null;
        link = next;
        attempts.movedTo(next.connection().url());
        reconnects.incrementAndGet();
        next.stream().wake();
        log.info("{}: moved to {}", name, next.connection().url().redacted());
        next.checkIfAsked();
    }

    /** The new connection is gone: that changes nothing, unless it has just taken over. */
    private void stay(Link lost, RtmpException reason) throws IOException, InterruptedException {
        if (keeps(lost)) {
            log.warn("{}: lost the new connection: {}; staying", name, reason.getMessage());
        } else {
            lost(lost, reason);
        }
    }

    /** Whether the old connection keeps the turn, and the new one is given up; if not, that has taken over. */
    private boolean keeps(Link next) {
        Link staying = link;
        if (staying == null || !frames.keepTurnOf(staying)) {
            takeOver(next);
            return false;
        }
        coming = null;
        next.connection().closeAsync();
        staying.stays();
        return true;
    }

    /** Waits until all has gone out. */
    private void drain() throws RtmpException, InterruptedException {
        Link next = coming;
        if (next != null) {
            var unused = keeps(next); // no further key frame will come
        }
        long until = System.nanoTime() + options.drain().toNanos();
        wake();
        while (true) {
            switch (signals.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                case Signal.Drained(Link drained)
                when drained == link && frames.isDone() -> {
                    state = State.CLOSED;
                    return;
                }
                case Signal.Lost(Link lost, RtmpException reason)
                when lost == link -> throw unsent(reason.kind(), reason.getMessage() + ";");
                case null -> throw unsent(Kind.TIMEOUT, name + ": closed after " + options.drain() + ",");
                default -> {}
            }
        }
    }

    private RtmpException unsent(Kind kind, String text) {
        return new RtmpException(kind, text + " " + frames.waitingFrames() + " frames were not sent");
    }

    private void end(RtmpException reason, State how) {
        if (Thread.currentThread().equals(thread)) {
            Thread.interrupted(); // what follows may wait
        }
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
        frames.fail(reason);
        started.completeExceptionally(reason);
        ended.complete(reason);
    }
}
