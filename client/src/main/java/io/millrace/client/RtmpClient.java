package io.millrace.client;

import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.command.RtmpScheme;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.transport.EventLoops;
import io.millrace.transport.TcpConnector;
import io.millrace.transport.TransportSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Publishes to RTMP servers, plays from them and calls their methods. One client does all of it, for as many streams as
 * wanted; its threads own the sockets. Any thread may call.
 *
 * <pre>{@code
 * try (var client = RtmpClient.create();
 *         var publisher = client.publish("rtmp://localhost/live/cam")) {
 *     publisher.write(frame);
 * }
 *
 * try (var client = RtmpClient.create();
 *         var player = client.play("rtmp://localhost/live/cam")) {
 *     for (MediaFrame frame : player) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * What blocks is meant for virtual threads, though any thread will do but those of the client; each of these methods has a
 * counterpart that gives a future.
 */
public final class RtmpClient implements AutoCloseable {
    /** What it connects over, in the order of {@link RtmpScheme}. */
    public static final Set<RtmpScheme> SCHEMES =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(RtmpScheme.RTMFP)));

    private static final int MAX_PIECE_BYTES = 256 * 1024;
    private static final int MAX_UNSENT_BYTES = 16 << 20;

    private final ClientSettings settings;
    private final EventLoops loops;
    private final TcpConnector tcp;
    private final Connector connector;
    private volatile boolean closed;
    private final Set<Supplier<CompletableFuture<RtmpException>>> open = ConcurrentHashMap.newKeySet();

    private RtmpClient(ClientSettings settings) {
        this.settings = settings;
        loops = EventLoops.start(EventLoops.Kind.AUTO, settings.threads());
        tcp = new TcpConnector(
                loops,
                new TransportSettings(
                        Integer.MAX_VALUE,
                        0,
                        settings.stalledPeer(),
                        MAX_PIECE_BYTES,
                        MAX_UNSENT_BYTES,
                        settings.linger()));
        connector = new Connector(tcp, settings);
    }

    public static RtmpClient create() {
        return create(ClientSettings.DEFAULT);
    }

    public static RtmpClient create(ClientSettings settings) {
        return new RtmpClient(settings);
    }

    public ClientSettings settings() {
        return settings;
    }

    /** Connections open now. */
    public long openConnections() {
        return tcp.counters().open();
    }

    /**
     * Connects to an application, for remote calls, shared objects, or NetStreams of one's own. Blocks.
     *
     * @param url of the server and the application: its whole path is the app
     * @throws RtmpException why there is no connection
     * @throws InterruptedIOException when the thread is interrupted
     */
    public NetConnection connect(String url) throws IOException {
        requireOpen();
        return connector.open(parse(() -> RtmpUrl.of(url, "")), true);
    }

    /** The same without waiting; fails with a {@link RtmpException}. Cancelled, it leaves no connection behind. */
    public CompletableFuture<NetConnection> connectAsync(String url) {
        var result = new CompletableFuture<NetConnection>();
        Thread thread = Thread.ofVirtual()
                .name("connect")
                .start(
                        () -> { // name lookups block
                            try {
                                NetConnection connection = connect(url);
                                if (!result.complete(connection)) {
                                    connection.closeAsync();
                                }
                            } catch (IOException | RuntimeException e) {
                                result.completeExceptionally(e);
                            }
                        });
        return closedWith(result, thread::interrupt);
    }

    /**
     * Publishes a stream. Blocks until the server has accepted it.
     *
     * @param url with app and stream name
     * @throws RtmpException why there is no stream
     * @throws InterruptedIOException when the thread is interrupted
     */
    public RtmpPublisher publish(String url) throws IOException {
        return publish(url, PublishOptions.DEFAULT);
    }

    /** The same with options. */
    public RtmpPublisher publish(String url, PublishOptions options) throws IOException {
        RtmpPublisher publisher = newPublisher(parse(() -> RtmpUrl.parse(url)), options);
        try {
            return Answers.await(publisher.start());
        } catch (InterruptedIOException e) {
            publisher.closeAsync(); // nobody has it
            throw e;
        }
    }

    /** The same without waiting; fails with a {@link RtmpException}. Cancelled, it publishes nothing. */
    public CompletableFuture<RtmpPublisher> publishAsync(String url, PublishOptions options) {
        try {
            RtmpPublisher publisher = newPublisher(parse(() -> RtmpUrl.parse(url)), options);
            return closedWith(publisher.start(), publisher::closeAsync);
        } catch (RtmpException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Plays a stream. Blocks until the server has accepted that; a live stream may have to wait for its publisher then.
     *
     * @param url with app and stream name
     * @throws RtmpException why there is no stream
     * @throws InterruptedIOException when the thread is interrupted
     */
    public RtmpPlayer play(String url) throws IOException {
        return play(url, PlayOptions.DEFAULT);
    }

    /** The same with options. */
    public RtmpPlayer play(String url, PlayOptions options) throws IOException {
        RtmpPlayer player = newPlayer(parse(() -> RtmpUrl.parse(url)), options);
        try {
            return Answers.await(player.start());
        } catch (InterruptedIOException e) {
            player.closeAsync(); // nobody has it
            throw e;
        }
    }

    /** The same without waiting; fails with a {@link RtmpException}. Cancelled, it plays nothing. */
    public CompletableFuture<RtmpPlayer> playAsync(String url, PlayOptions options) {
        try {
            RtmpPlayer player = newPlayer(parse(() -> RtmpUrl.parse(url)), options);
            return closedWith(player.start(), player::closeAsync);
        } catch (RtmpException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * A publisher that is yet to connect, so that it can be looked at meanwhile: {@link RtmpPublisher#start}.
     *
     * @param url such as {@link RtmpUrl#of} makes of a server and a stream key
     * @throws RtmpException of kind URL if it has no stream name
     */
    public RtmpPublisher newPublisher(RtmpUrl url, PublishOptions options) throws RtmpException {
        var publisher = new RtmpPublisher(withStreamName(url), options, connector);
        remember(publisher.ended(), publisher::closeAsync);
        return publisher;
    }

    /** A player that is yet to connect, likewise: {@link RtmpPlayer#start}. */
    public RtmpPlayer newPlayer(RtmpUrl url, PlayOptions options) throws RtmpException {
        var player = new RtmpPlayer(withStreamName(url), options, connector);
        remember(player.ended(), player::closeAsync);
        return player;
    }

    /** Closes publishers, which send what waits, and players, then all connections and the threads. */
    @Override
    public void close() {
        closed = true;
        List<CompletableFuture<RtmpException>> ends =
                open.stream().map(Supplier::get).toList();
        ends.forEach(CompletableFuture::join);
        tcp.close();
        awaitNoConnections();
        loops.close();
    }

    private void requireOpen() throws RtmpException {
        if (closed) {
            throw clientIsClosed();
        }
    }

    private static RtmpException clientIsClosed() {
        return new RtmpException(Kind.CLOSED, "the client is closed");
    }

    /** To be closed with the client, which may be happening. */
    private void remember(CompletableFuture<RtmpException> end, Supplier<CompletableFuture<RtmpException>> close)
            throws RtmpException {
        open.add(close);
        end.whenComplete((reason, failure) -> open.remove(close));
        if (closed) {
            var unused = close.get();
            throw clientIsClosed();
        }
    }

    private void awaitNoConnections() {
        long until = System.nanoTime() + settings.closeLimit().toNanos();
        try {
            while (tcp.counters().open() > 0 && System.nanoTime() < until) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RtmpUrl parse(Supplier<RtmpUrl> url) throws RtmpException {
        try {
            return url.get();
        } catch (IllegalArgumentException e) {
            throw new RtmpException(Kind.URL, String.valueOf(e.getMessage()));
        }
    }

    private static RtmpUrl withStreamName(RtmpUrl url) throws RtmpException {
        return parse(url::requireStreamName);
    }

    /** For a future that its owner may cancel before it is there. */
    private static <T> CompletableFuture<T> closedWith(CompletableFuture<T> start, Runnable close) {
        var unused = start.whenComplete((started, failure) -> {
            if (failure != null) {
                close.run();
            }
        });
        return start;
    }
}
