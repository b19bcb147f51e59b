package io.millrace.transport;

import io.millrace.hub.LatencyHistogram;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The threads that own all sockets. */
public final class EventLoops implements AutoCloseable {
    private final String kind;
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends SocketChannel> clientChannel;
    private final LatencyHistogram lag = new LatencyHistogram();
    private final List<LagProbe> probes = new ArrayList<>();

    /** How the operating system tells that a socket is ready. */
    public enum Kind {
        /** The best that this machine has of the others, io_uring excepted. */
        AUTO,
        EPOLL,
        KQUEUE,
        IO_URING,
        NIO
    }

    private EventLoops(
            String kind,
            int threads,
            IoHandlerFactory handlers,
            Class<? extends ServerChannel> serverChannel,
            Class<? extends SocketChannel> clientChannel) {
        this.kind = kind;
        this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("millrace-io", true), handlers);
        this.serverChannel = serverChannel;
        this.clientChannel = clientChannel;
        group.forEach(loop -> {
            var probe = new LagProbe(System::nanoTime, lag);
            probes.add(probe);
            loop.scheduleAtFixedRate(probe, LagProbe.PERIOD_NANOS, LagProbe.PERIOD_NANOS, TimeUnit.NANOSECONDS);
        });
    }

    /**
     * Starts the threads.
     *
     * @param threads 0 is one per processor
     * @throws IllegalArgumentException when this machine does not have {@code kind}
     */
    public static EventLoops start(Kind kind, int threads) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        boolean auto = kind == Kind.AUTO;
        if ((auto || kind == Kind.EPOLL) && Epoll.isAvailable()) {
            return new EventLoops(
                    "epoll",
                    count,
                    EpollIoHandler.newFactory(),
                    EpollServerSocketChannel.class,
                    EpollSocketChannel.class);
        }
        if ((auto || kind == Kind.KQUEUE) && KQueue.isAvailable()) {
            return new EventLoops(
                    "kqueue",
                    count,
                    KQueueIoHandler.newFactory(),
                    KQueueServerSocketChannel.class,
                    KQueueSocketChannel.class);
        }
        if (kind == Kind.IO_URING && IoUring.isAvailable()) {
            return new EventLoops(
                    "io_uring",
                    count,
                    IoUringIoHandler.newFactory(),
                    IoUringServerSocketChannel.class,
                    IoUringSocketChannel.class);
        }
        if (auto || kind == Kind.NIO) {
            return new EventLoops(
                    "nio", count, NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
        }
        throw new IllegalArgumentException("transport " + kind.name().toLowerCase(Locale.ROOT)
                + " is not available on this machine (auto always is)");
    }

    /** What was chosen: epoll, kqueue, io_uring or nio. */
    public String kind() {
        return kind;
    }

    /** How late the loops get to what is due, measured ten times a second on each. */
    public LatencyHistogram lag() {
        return lag;
    }

    /** How late the loop is now that is the latest: for a loop that hangs it grows. Any thread may ask. */
    public Duration lateness() {
        long latest = probes.stream().mapToLong(LagProbe::lateNanos).max().orElse(0);
        return Duration.ofNanos(Math.max(0, latest));
    }

    /** One of them, in turn, for work that never waits. */
    public ScheduledExecutorService next() {
        return group.next();
    }

    /** Ends the threads; connections should be closed before. Waits a second at most. */
    @Override
    public void close() {
        group.shutdownGracefully(0, Duration.ofSeconds(1).toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Runs {@code task} on {@code loop}: now, if that is where this is called. */
    static void run(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    Class<? extends SocketChannel> clientChannel() {
        return clientChannel;
    }
}
