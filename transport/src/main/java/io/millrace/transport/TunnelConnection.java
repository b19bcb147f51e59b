package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of the HTTP tunnel: what server and client have in common, which is all but who asks and who answers. What is
 * sent is kept, and the source is left alone, until there is an HTTP body that can take it.
 *
 * <p>Runs on its event loop only, but for the getters.
 */
abstract class TunnelConnection implements CarriedConnection {
    private static final Logger log = LoggerFactory.getLogger(TunnelConnection.class);

    private final EventLoop loop;
    private final Opening opening;
    private final Carrier carrier;
    private final OpenConnections open;
    private final Traffic traffic;
    private final TransportSettings settings;

    private final Queue<ByteBuffer> sent = new ArrayDeque<>();
    private final List<TunnelBody> unwritten = new ArrayList<>();
    private @Nullable PlaySource source;
    private boolean taking;
    private boolean closing;
    private boolean over;
    private boolean orderly = true;
    private String closeReason = ConnectionHandler.CLOSED_BY_PEER;
    private @Nullable Future<?> timeLimit;

    private final OutputWindow window = new OutputWindow();
    private final StallDetector stalls;
    private long waitingBytes;

    TunnelConnection(EventLoop loop, Opening opening, OpenConnections open, TransportSettings settings) {
        this.loop = loop;
        this.opening = opening;
        this.carrier = Carrier.of(opening.tls(), true);
        this.open = open;
        this.traffic = new Traffic(open.counters(), carrier);
        this.settings = settings;
        this.stalls = new StallDetector(settings.stalledPeer(), System.nanoTime());
    }

    // ---- what differs ----

    abstract ConnectionHandler handler();

    /** There may be something to send. */
    abstract void outputReady();

    /** Nothing more will be sent: what is there goes out, then it calls {@link #end}. May be called again. */
    abstract void finishOutput();

    /** It is over: no request is answered or made any more. */
    abstract void release();

    /**
     * Whether the peer keeps to its time limits.
     *
     * @return why it is given up; null when it is not
     */
    abstract @Nullable String complaint(long nowNanos);

    // ---- for those who differ ----

    /** As the last thing in a constructor. */
    final void opened() {
        traffic.opened();
        open.opened(this, loop);
    }

    /** Takes what is there and fits into one HTTP body; after {@link #close}, only what was sent before. */
    final TunnelBody take() {
        var body = new TunnelBody();
        if (taking || over) {
            return body;
        }
        taking = true;
        try {
            takeSent(body);
            while (source != null && !closing && !body.isFull() && unwrittenBytes() < TunnelBody.FULL_BYTES) {
                Piece piece = window.isOpen(bytesSent()) ? source.next(maxPieceBytes()) : source.rest();
                if (piece == null) {
                    break;
                }
                body.add(piece);
                open.counters().pieces.increment();
                traffic.sent(piece.bytes().remaining());
                takeSent(body);
            }
        } catch (Throwable e) {
            fault(e); // not the caller's: it walks all viewers of a stream
        } finally {
            taking = false;
        }
        if (!body.isEmpty()) {
            unwritten.add(body);
            stalls.queued(body.length());
            stalls.pieceStarted();
        }
        return body;
    }

    private void takeSent(TunnelBody body) {
        ByteBuffer next = sent.peek();
        while (next != null && !body.isFull()) {
            int count = Math.min(next.remaining(), TunnelBody.FULL_BYTES);
            body.add(next.slice(next.position(), count));
            next.position(next.position() + count);
            if (!next.hasRemaining()) {
                sent.remove();
            }
            next = sent.peek();
        }
    }

    /** What {@link #take} gave has left, or has failed to. */
    final void written(TunnelBody body) {
        if (unwritten.remove(body)) {
            waitingBytes -= body.sentBytes();
        }
        body.release();
    }

    final boolean hasSent() {
        return !sent.isEmpty();
    }

    final boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    final boolean isClosing() {
        return closing;
    }

    final boolean isOver() {
        return over;
    }

    /** Hands on what has arrived. */
    final void received(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (count == 0 || over) {
            return;
        }
        traffic.received(count);
        if (closing) {
            return;
        }
        try {
            handler().received(bytes);
            if (!closing && !over) {
                handler().readComplete();
            }
        } catch (Throwable e) {
            fault(e);
        }
    }

    /** It is over, soon: whoever calls this may be in the middle of something. The reason of {@link #close} comes first. */
    final void end(String reason, boolean inOrder) {
        if (over) {
            return;
        }
        over = true;
        if (!closing) {
            closeReason = reason;
            orderly = inOrder;
        }
        loop.execute(this::ended);
    }

    final void lost(String reason) {
        end("connection lost: " + reason, false);
    }

    private void ended() {
        if (timeLimit != null) {
            timeLimit.cancel(false);
        }
        traffic.closed();
        open.closed(this, loop);
        if (source != null) {
            source.close();
            source = null;
        }
        sent.clear();
        release();
        handler().closed(closeReason, orderly);
    }

    final TransportSettings settings() {
        return settings;
    }

    final EventLoop eventLoop() {
        return loop;
    }

    // ---- from the protocol ----

    @Override
    public void send(Bytes bytes) {
        if (closing || over || bytes.length() == 0) {
            return;
        }
        sent.add(bytes.asByteBuffer());
        waitingBytes += bytes.length();
        traffic.sent(bytes.length());
        if (waitingBytes > settings.maxUnsentBytes()) {
            stalled("more than " + settings.maxUnsentBytes() + " bytes of replies wait", true);
        }
    }

    @Override
    public void flush() {
        pull();
    }

    @Override
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public void play(PlaySource newSource) {
        if (over) {
            newSource.close();
            return;
        }
        source = newSource;
        pull();
    }

    @Override
    public void pull() {
        if (!over && !taking) {
            outputReady();
        }
    }

    @Override
    public void limitOutput(long windowBytes) {
        window.limit(windowBytes, bytesSent());
        pull();
    }

    @Override
    public void acknowledged(long sequenceNumber) {
        if (window.acknowledged(sequenceNumber, bytesSent())) {
            stalls.acknowledged();
            pull();
        }
    }

    @Override
    public void close(String reason) {
        if (closing || over) {
            return;
        }
        closing = true;
        closeReason = reason;
        resumeReading();
        timeLimit = loop.schedule(() -> end(reason, true), settings.linger().toNanos(), TimeUnit.NANOSECONDS);
        loop.execute(this::finishOutput); // not now: the handler that closes may be in the middle of something
    }

    @Override
    public ScheduledExecutorService loop() {
        return loop;
    }

    @Override
    public Carrier carrier() {
        return carrier;
    }

    @Override
    public Opening opening() {
        return opening;
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public void tick(long nowNanos) {
        if (over) {
            return;
        }
        try {
            boolean outdated = unwritten.stream().anyMatch(TunnelBody::isOutdated);
            boolean held = source != null && unwritten.isEmpty() && !window.isOpen(bytesSent());
            String takesNothing = stalls.complaint(nowNanos, unwrittenBytes(), outdated, held);
            String asksNothing = complaint(nowNanos);
            if (takesNothing != null) {
                stalled(takesNothing, true);
            } else if (asksNothing != null) {
                stalled(asksNothing, false);
            } else if (!closing) {
                handler().tick(nowNanos);
                flush();
            }
        } catch (Throwable e) { // an error too: it would end the ticks of all connections of the loop
            fault(e);
        }
    }

    // ---- inside ----

    private int maxPieceBytes() {
        return Math.min(TunnelBody.FULL_BYTES, settings.maxPieceBytes());
    }

    private long unwrittenBytes() {
        return unwritten.stream().mapToLong(TunnelBody::length).sum();
    }

    private void stalled(String reason, boolean inOrder) {
        if (!over) {
            open.counters().stalled.increment();
            end(reason, inOrder);
        }
    }

    private void fault(Throwable cause) {
        log.error("{}: closed after a fault of ours", opening.client(), cause);
        close("internal error");
    }
}
