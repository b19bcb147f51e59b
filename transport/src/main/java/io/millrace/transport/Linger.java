package io.millrace.transport;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time between our FIN and the end of a socket. The system throws away what it has not sent yet when it hears from the
 * peer and nobody listens any more, and peers acknowledge; so a socket is kept until the peer has closed too, or is given up.
 *
 * <p>Belongs to the connection's event loop.
 */
final class Linger {
    /** What a peer has that takes nothing, or has taken all and does not close [IP-95]. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SocketChannel channel;
    private final LongSupplier unsentBytes;
    private final long endNanos;
    private long unsentBefore;

    private Linger(SocketChannel channel, Duration longest, LongSupplier unsentBytes) {
        this.channel = channel;
        this.unsentBytes = unsentBytes;
        this.endNanos = System.nanoTime() + longest.toNanos();
        this.unsentBefore = unsentBytes.getAsLong();
    }

    /**
     * Closes {@code channel} in time, if it is not closed before.
     *
     * @param longest for a peer that takes something all the time
     * @param unsentBytes what has not been handed to the system
     */
    static void on(SocketChannel channel, Duration longest, LongSupplier unsentBytes) {
        var linger = new Linger(channel, longest, unsentBytes);
        long period = Math.min(PATIENCE.toNanos(), longest.toNanos());
        Future<?> looks = channel.eventLoop().scheduleAtFixedRate(linger::look, period, period, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> looks.cancel(false)); // or all of it would be kept until then
    }

    /** Says that nothing more comes, through TLS too. */
    static void shutdownOutput(SocketChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }

    private void look() {
        if (System.nanoTime() >= endNanos || !takesSome()) {
            channel.close();
        }
    }

    private boolean takesSome() {
        long unsent = unsentBytes.getAsLong();
        boolean handedOver = unsent < unsentBefore;
        unsentBefore = unsent;
        return handedOver || acknowledges();
    }

    /** Whether the peer's system acknowledges what ours has sent, where ours can tell. */
    private boolean acknowledges() {
        if (channel instanceof EpollSocketChannel epoll) {
            EpollTcpInfo info = epoll.tcpInfo();
            return info.unacked() > 0 && info.lastAckRecv() < PATIENCE.toMillis();
        }
        return false;
    }
}
