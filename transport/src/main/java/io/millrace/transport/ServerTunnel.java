package io.millrace.transport;

import io.millrace.transport.TunnelPath.Action;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session that a client has opened. Its requests are taken by their numbers, one at a time, whatever sockets they come on; the
 * body of one whose turn has not come stays in its socket. An answer has what is there to be sent, and when there is
 * nothing, that to an idle request is held for a moment: some clients ask again at once.
 */
final class ServerTunnel extends TunnelConnection {
    /** Clients idle at most 20 times a second then, and little is late. */
    static final Duration HOLD = Duration.ofMillis(50);

    /** How far ahead of its turn a request may come, which is also how many may wait. */
    static final int MAX_AHEAD = 8;

    /** How long a number may be missing, while later ones are there. */
    static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final ConnectionHandler handler;
    private final Runnable ended;
    private final NavigableMap<Long, TunnelRequest> waiting = new TreeMap<>();
    private long nextNumber;
    private @Nullable TunnelRequest current;
    private @Nullable Future<?> hold; // of the answer to the current one
    private @Nullable ByteBuf pausedPart;
    private boolean pausedPartIsLast;
    private boolean paused;
    private long heardNanos = System.nanoTime();

    ServerTunnel(
            EventLoop loop,
            Opening opening,
            OpenConnections open,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers,
            Runnable ended) {
        super(loop, opening, open, settings);
        this.ended = ended;
        this.handler = handlers.apply(this);
        opened();
    }

    @Override
    ConnectionHandler handler() {
        return handler;
    }

    // ---- from its requests ----

    /** One has come, but for its body. */
    void request(TunnelRequest request) {
        boolean isLast = request.number() == TunnelPath.NO_NUMBER;
        long number = isLast ? numberAfterAll() : request.number();
        if (isOver()
                || number < nextNumber
                || (!isLast && number >= nextNumber + MAX_AHEAD)
                || waiting.putIfAbsent(number, request) != null) {
            request.refuse(); // the session goes on: it may be a proxy that repeats itself
            return;
        }
        heardNanos = System.nanoTime();
        if (hold != null && number == nextNumber) {
            answer(take());
        }
        takeTurns();
    }

    private long numberAfterAll() {
        return waiting.isEmpty() ? nextNumber : waiting.lastKey() + 1;
    }

    private void takeTurns() {
        while (current == null && !isOver()) {
            TunnelRequest next = waiting.remove(nextNumber);
            if (next == null) {
                return;
            }
            nextNumber++;
            current = next;
            next.readOn();
        }
    }

    /** A part of the body of {@code request}, whose turn it is. */
    void body(TunnelRequest request, ByteBuf part, boolean last) {
        if (request != current) { // it was refused meanwhile
            part.release();
        } else if (paused && request.action() == Action.SEND) {
            pausedPart = part;
            pausedPartIsLast = last;
        } else {
            take(request, part, last);
        }
    }

    private void take(TunnelRequest request, ByteBuf part, boolean last) {
        try {
            if (request.action() == Action.SEND) {
                heardNanos = System.nanoTime();
                received(part.nioBuffer());
            }
        } finally {
            part.release();
        }
        if (isOver()) {
            return;
        }
        if (!last) {
            request.readOn();
            return;
        }
        heardNanos = System.nanoTime();
        switch (request.action()) {
            case CLOSE -> {
                current = null;
                request.answerClosed();
                end(ConnectionHandler.ENDED_BY_PEER, true);
            }
            case IDLE -> idle();
            default -> answer(take());
        }
    }

    private void idle() {
        TunnelBody body = take();
        if (body.isEmpty() && !isClosing() && !waiting.containsKey(nextNumber)) {
            hold = eventLoop().schedule(() -> answer(take()), HOLD.toNanos(), TimeUnit.NANOSECONDS);
        } else {
            answer(body);
        }
    }

    private void answer(TunnelBody body) {
        TunnelRequest request = current;
        if (request == null || isOver()) {
            written(body);
            return;
        }
        stopHolding();
        current = null;
        request.answer(body);
        takeTurns();
    }

    private void stopHolding() {
        if (hold != null) {
            hold.cancel(false);
            hold = null;
        }
    }

    /** The answer with {@code body} has left, or its socket has closed before. */
    void answered(TunnelBody body, boolean success) {
        written(body);
        heardNanos = System.nanoTime();
        if (!success) {
            lost("the answer to a request could not be written");
        } else if (isClosing()) {
            finishOutput();
        }
    }

    // ---- from the connection ----

    @Override
    void outputReady() {
        if (hold != null) {
            TunnelBody body = take();
            if (!body.isEmpty()) {
                answer(body);
            }
        }
    }

    @Override
    void finishOutput() {
        outputReady();
        if (!hasSent() && !hasUnwritten()) {
            end(ConnectionHandler.CLOSED_BY_PEER, true);
        }
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        eventLoop().execute(this::takePausedPart); // not now: the handler may be in the middle of something
    }

    private void takePausedPart() {
        ByteBuf part = pausedPart;
        TunnelRequest request = current;
        if (part != null && request != null && !paused) {
            pausedPart = null;
            take(request, part, pausedPartIsLast);
        }
    }

    @Override
    @Nullable
    String complaint(long nowNanos) {
        if (current == null && !waiting.isEmpty() && nowNanos - heardNanos > MAX_WAIT.toNanos()) {
            return "request " + nextNumber + " did not come, but later ones";
        }
        boolean itsTurn = pausedPart == null && !hasUnwritten();
        if (itsTurn && nowNanos - heardNanos > settings().stalledPeer().toNanos()) {
            return "sent no request for " + settings().stalledPeer().toSeconds() + " s";
        }
        return null;
    }

    @Override
    void release() {
        stopHolding();
        if (pausedPart != null) {
            pausedPart.release();
            pausedPart = null;
        }
        if (current != null) {
            current.refuse();
            current = null;
        }
        waiting.values().forEach(TunnelRequest::refuse);
        waiting.clear();
        ended.run();
    }
}
