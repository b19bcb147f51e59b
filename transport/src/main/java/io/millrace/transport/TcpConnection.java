package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP socket. Runs on its event loop only, but for the getters. */
final class TcpConnection extends SocketHandler implements CarriedConnection {
    private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

    /** What goes through TLS is encrypted all at once, and others wait meanwhile. */
    private static final int MAX_TLS_PIECE_BYTES = 64 * 1024;

    /** Unsent bytes the kernel takes per socket before it calls a peer slow: more would hide how far behind it is. */
    private static final int UNSENT_LOW_WATER_BYTES = 256 * 1024;

    private final SocketChannel channel;
    private final OpenConnections open;
    private final TransportSettings settings;
    private final ConnectionHandler handler;
    private final Opening opening;
    private final Carrier carrier;
    private final Traffic traffic;
    private final ChannelFutureListener whenWritten = this::written;

    private @Nullable PlaySource source;
    private @Nullable Piece inFlight;
    private final int maxPieceBytes;
    private long pendingTlsBytes;
    private boolean closing;
    private boolean closed;
    private boolean orderly = true;
    private String closeReason = ConnectionHandler.CLOSED_BY_PEER;

    private final PullLoop pulls;
    private final OutputWindow window = new OutputWindow();
    private final StallDetector stalls;

    TcpConnection(
            SocketChannel channel,
            Opening opening,
            OpenConnections open,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers) {
        this.channel = channel;
        this.opening = opening;
        this.carrier = Carrier.of(opening.tls(), false);
        this.open = open;
        this.traffic = new Traffic(open.counters(), carrier);
        this.settings = settings;
        this.maxPieceBytes =
                carrier.isTls() ? Math.min(MAX_TLS_PIECE_BYTES, settings.maxPieceBytes()) : settings.maxPieceBytes();
        this.pulls = new PullLoop(channel.eventLoop(), this::writeNext, this::fault);
        this.stalls = new StallDetector(settings.stalledPeer(), System.nanoTime());
        this.handler = handlers.apply(this);
        traffic.opened();
        open.opened(this, channel.eventLoop());
    }

    /** Before the first write, where the system knows how. */
    static void limitUnsent(SocketChannel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_LOW_WATER_BYTES);
        }
    }

    // ---- from the socket ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object data) {
        ByteBuf bytes = (ByteBuf) data;
        try {
            traffic.received(bytes.readableBytes());
            if (!closing) {
                handler.received(bytes.nioBuffer());
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!closing) {
            handler.readComplete();
        }
        channel.flush(); // one flush per read: a reply of three messages is one segment
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        traffic.closed();
        open.closed(this, channel.eventLoop());
        if (source != null) {
            source.close();
            source = null;
        }
        handler.closed(closeReason, orderly);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable failure = NetworkErrors.cause(cause);
        if (failure instanceof IOException lost) {
            lost(lost);
            context.close();
        } else {
            fault(cause);
        }
    }

    // ---- from the protocol ----

    @Override
    public void send(Bytes bytes) {
        if (closing || closed) {
            return;
        }
        write(bytes.asByteBuffer(), carrier.isTls() ? channel.newPromise() : channel.voidPromise());
        traffic.sent(bytes.length());
        if (waitingBytes() > settings.maxUnsentBytes()) {
            stalled("more than " + settings.maxUnsentBytes() + " bytes of replies wait");
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void play(PlaySource newSource) {
        if (closed) {
            newSource.close();
            return;
        }
        source = newSource;
        pull();
    }

    @Override
    public void pull() {
        pulls.run();
    }

    private boolean writeNext() {
        if (source == null || inFlight != null || closing || closed) {
            return false;
        }
        // A message that was begun is ended first: there are peers that acknowledge nothing inside one.
        Piece piece = window.isOpen(bytesSent()) ? source.next(maxPieceBytes) : source.rest();
        if (piece == null) {
            return false;
        }
        write(piece);
        return true;
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
    public void pauseReading() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void close(String reason) {
        if (closing || closed) {
            return;
        }
        closing = true;
        closeReason = reason;
        resumeReading(); // to see the peer's FIN
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> Linger.shutdownOutput(channel));
        Linger.on(channel, settings.linger(), this::unsentBytes);
    }

    @Override
    public ScheduledExecutorService loop() {
        return channel.eventLoop();
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

    // ---- inside ----

    private void write(Piece piece) {
        inFlight = piece;
        stalls.pieceStarted();
        open.counters().pieces.increment();
        write(piece.bytes(), channel.newPromise()).addListener(whenWritten);
        channel.flush();
    }

    private ChannelFuture write(ByteBuffer bytes, ChannelPromise promise) {
        if (carrier.isTls()) {
            return writeThroughTls(bytes, promise);
        }
        long before = pendingBytes();
        ChannelFuture write = channel.write(Unpooled.wrappedBuffer(bytes), promise);
        stalls.queued(pendingBytes() - before); // as Netty counts, which is a little more than the bytes
        return write;
    }

    /** What waits before TLS or behind it is known only when all of it has left. */
    private ChannelFuture writeThroughTls(ByteBuffer bytes, ChannelPromise promise) {
        int count = bytes.remaining();
        stalls.queued(count);
        pendingTlsBytes += count;
        return channel.write(Unpooled.wrappedBuffer(bytes), promise).addListener(done -> pendingTlsBytes -= count);
    }

    private void written(ChannelFuture write) {
        Piece piece = inFlight;
        inFlight = null;
        if (piece != null) {
            piece.release();
        }
        if (write.isSuccess()) {
            traffic.sent(piece == null ? 0 : piece.bytes().remaining());
            pull();
        } else if (write.cause() instanceof IOException cause) {
            lost(cause);
        }
    }

    @Override
    public void tick(long nowNanos) {
        try {
            boolean outdated = inFlight != null && inFlight.isOutdated();
            boolean held = source != null && inFlight == null && !window.isOpen(bytesSent());
            String complaint = stalls.complaint(nowNanos, unsentBytes(), outdated, held);
            if (complaint != null) {
                stalled(complaint);
            }
            if (!closing) {
                handler.tick(nowNanos);
                channel.flush();
            }
        } catch (Throwable e) { // an error too: it would end the ticks of all connections of the loop
            fault(e);
        }
    }

    /** What was written and has not left, the write in progress included as a whole. */
    private long pendingBytes() {
        if (carrier.isTls()) {
            return pendingTlsBytes;
        }
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** What was written and has not left; the write in progress counts by what is left of it. */
    private long unsentBytes() {
        if (carrier.isTls()) {
            return pendingTlsBytes;
        }
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    /** What was sent beside the pieces of the source and has not left. */
    @Override
    public long waitingBytes() {
        return inFlight == null
                ? pendingBytes()
                : pendingBytes() - inFlight.bytes().remaining();
    }

    /** The network's word counts only when we did not end the connection ourselves. */
    private void lost(IOException cause) {
        if (!closing && !(cause instanceof ClosedChannelException)) {
            orderly = false;
            closeReason = "connection lost: " + NetworkErrors.text(cause);
        }
    }

    private void fault(Throwable cause) {
        log.error("{}: closed after a fault of ours", opening.client(), cause);
        close("internal error");
    }

    private void stalled(String reason) {
        if (!closing && !closed) {
            open.counters().stalled.increment();
            closing = true;
            closeReason = reason;
            channel.close(); // there is no point in waiting for what it does not take
        }
    }
}
