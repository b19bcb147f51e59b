package io.millrace.client.load;

import io.millrace.client.ClientSettings;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.load.LoadReport.Phase;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A load generator: publishers and players on connections of their own, who come one after the other, stay for a time and
 * leave; and a storm of players who come and go. It ends by itself, and at once when it is closed or when nobody of those
 * who were to stay could come. Any thread may call.
 *
 * <pre>{@code
 * try (Load load = Load.start("rtmp://127.0.0.1/live/load", options, report -> show(report))) {
 *     System.out.println(load.done().join().text());
 * }
 * }</pre>
 *
 * Publishers add a number to the stream name of the URL, {@code load-1} and so on, and the players play those; without
 * publishers all play the URL as it is. For a command: Ctrl-C is to call {@link #close}, after which {@link #done} has the
 * report too; {@link LoadReport} is to be written as text or, a record, as JSON.
 *
 * <p>One thread says when things are due, the client's event loops do them.
 */
public final class Load implements AutoCloseable {
    private static final long TICK_NANOS = 2_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long RECONNECT_NANOS = SECOND_NANOS;
    /** Of a storm: so many seconds of it may wait for their key frames. */
    private static final int MOST_WAITING_SECONDS = 5;

    private static final long SETTLE_NANOS = SECOND_NANOS;
    private static final int FILE_FRAME_RATE = 30; // about: it spreads the publishers only

    private final RtmpUrl url;
    private final LoadOptions options;
    private final Consumer<LoadReport> progress;
    private final RtmpClient client;
    private final Tally tally = new Tally();
    private final long id; // what stamps say
    private final List<LoadPublisher> publishers;
    private final List<LoadPlayer> players;
    private final Set<LoadPlayer> visitors = ConcurrentHashMap.newKeySet();
    private final Queue<Comeback> lost = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<LoadReport> done = new CompletableFuture<>();
    private final Thread thread;
    private final long startNanos = System.nanoTime();
    private volatile boolean closing;
    private boolean nobodyCame; // of the load's thread
    private volatile Tally.Moment begin = now();
    private volatile Tally.Moment end = begin;
    private volatile Phase phase = Phase.RAMP_UP;

    // Of the load's thread:
    private int begun;
    private long stormBegun;
    private long allThereNanos = startNanos;
    private long measuringNanos;
    private long reports;

    /** One who was lost, and when it is to try again. */
    private record Comeback(LoadClient client, long atNanos) {}

    private Load(
            RtmpUrl url,
            LoadOptions options,
            ClientSettings settings,
            Consumer<LoadReport> progress,
            long id,
            Supplier<FrameSupply> media) {
        this.id = id;
        this.url = url;
        this.options = options;
        this.progress = progress;
        client = RtmpClient.create(
                settings.toBuilder().threads(options.threads()).build());
        publishers = IntStream.range(0, options.publishers())
                .mapToObj(index -> publisher(index, media.get()))
                .toList();
        players = IntStream.range(0, options.players())
                .mapToObj(index ->
                        new LoadPlayer(client, played(index), tally, tally.players, this::gone, id, player -> {}))
                .toList();
        thread = Thread.ofPlatform().daemon().name("millrace-load").unstarted(this::run);
    }

    /** Starts a load of clients as they are by default. */
    public static Load start(String url, LoadOptions options, Consumer<LoadReport> progress) throws IOException {
        return start(url, options, ClientSettings.DEFAULT, progress);
    }

    /**
     * Starts a load. What servers say to it is in the reports.
     *
     * @param url with app and stream name
     * @param settings of all its clients, but for the threads
     * @param progress told about once a second, on the load's thread, which waits for it
     * @throws RtmpException of kind URL if there is no stream name, or if it leads to another machine and that is not
     *     allowed; UNREACHABLE if there is no such host
     * @throws IOException if the file to publish cannot be read
     */
    public static Load start(String url, LoadOptions options, ClientSettings settings, Consumer<LoadReport> progress)
            throws IOException {
        RtmpUrl target = parse(url);
        if (!options.anyHost()) {
            requireLoopback(target);
        }
        long id = ThreadLocalRandom.current().nextLong();
        var load = new Load(target, options, settings, progress, id, supplies(options.media(), id));
        load.thread.start();
        return load;
    }

    private static RtmpUrl parse(String url) throws RtmpException {
        try {
            return RtmpUrl.parse(url).requireStreamName();
        } catch (IllegalArgumentException e) {
            throw new RtmpException(RtmpException.Kind.URL, String.valueOf(e.getMessage()));
        }
    }

    private static void requireLoopback(RtmpUrl url) throws RtmpException {
        try {
            for (InetAddress address : InetAddress.getAllByName(IDN.toASCII(url.host(), IDN.ALLOW_UNASSIGNED))) {
                if (!address.isLoopbackAddress()) {
                    throw new RtmpException(
                            RtmpException.Kind.URL,
                            url + ": " + url.host() + " may be another machine (expected: 127.0.0.1, unless any host is"
                                    + " allowed)");
                }
            }
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new RtmpException(RtmpException.Kind.UNREACHABLE, url + ": unknown host " + url.host());
        }
    }

    private static Supplier<FrameSupply> supplies(LoadMedia media, long id) throws IOException {
        return switch (media) {
            case LoadMedia.Generated shape -> () -> new GeneratedFrames(shape, id);
            case LoadMedia.MediaFile(Path file) -> {
                var recording = FileFrames.Recording.read(file);
                yield () -> new FileFrames(recording);
            }
        };
    }

    /** As of now. */
    public LoadReport report() {
        return tally.report(phase, options, begin, phase == Phase.ENDED ? end : now());
    }

    /** Why somebody could not come, or was lost: the first time; null if that never happened. */
    public @Nullable RtmpException firstFailure() {
        return tally.firstFailure();
    }

    /** The last report, once the load is over and all connections are closed. */
    public CompletableFuture<LoadReport> done() {
        return done.copy();
    }

    /** Ends it, if it has not ended, and waits until all connections are closed: a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        done.join();
    }

    // ---- who comes ----

    /** Their frames are spread evenly over the time from one to the next. */
    private LoadPublisher publisher(int index, FrameSupply frames) {
        int frameRate = options.media() instanceof LoadMedia.Generated shape ? shape.frameRate() : FILE_FRAME_RATE;
        long interval = SECOND_NANOS / frameRate;
        long phase = startNanos + interval * index / options.publishers();
        return new LoadPublisher(client, numbered(index + 1), tally, this::gone, frames, phase, interval);
    }

    private void addVisitor(int index) {
        var visitor = new LoadPlayer(client, played(index), tally, tally.visitors, visitors::remove, id, player -> {
            tally.served.increment();
            visitors.remove(player);
            player.leave();
        });
        visitors.add(visitor);
        visitor.connect();
    }

    private RtmpUrl played(int index) {
        return options.publishers() == 0 ? url : numbered(options.oneStream() ? 1 : index % options.publishers() + 1);
    }

    /** The number goes before a query. */
    private RtmpUrl numbered(int number) {
        String name = url.streamName();
        int end = name.indexOf('?') < 0 ? name.length() : name.indexOf('?');
        return url.withStreamName(name.substring(0, end) + "-" + number + name.substring(end));
    }

    /** On any thread. Who could not even begin does not come again. */
    private void gone(LoadClient client) {
        if (client.wasThere()) {
            lost.add(new Comeback(client, System.nanoTime() + RECONNECT_NANOS));
        }
    }

    // ---- the load's thread ----

    private void run() {
        try {
            while (!closing && !nobodyCame && !isOver()) {
                tick(System.nanoTime());
                LockSupport.parkNanos(TICK_NANOS);
            }
        } finally {
            end();
        }
    }

    private boolean isOver() {
        return phase == Phase.MEASURING
                && System.nanoTime() - measuringNanos >= options.duration().toNanos();
    }

    private void tick(long nowNanos) {
        while (!lost.isEmpty() && nowNanos - lost.element().atNanos() >= 0) {
            lost.remove().client().connect();
        }
        if (phase == Phase.RAMP_UP) {
            rampUp(nowNanos);
        } else {
            storm(nowNanos);
        }
        publishers.forEach(publisher -> publisher.wakeIfDue(nowNanos));
        if (nowNanos - startNanos >= (reports + 1) * SECOND_NANOS) {
            reports = (nowNanos - startNanos) / SECOND_NANOS;
            progress.accept(report());
        }
    }

    private void rampUp(long nowNanos) {
        int all = publishers.size() + players.size();
        long due = Math.min(all, (nowNanos - startNanos) * options.rampUp() / SECOND_NANOS + 1);
        while (begun < due) {
            int index = begun++;
            (index < publishers.size() ? publishers.get(index) : players.get(index - publishers.size())).connect();
        }
        boolean allThere = tally.publishers.isDecided(publishers.size()) && tally.players.isDecided(players.size());
        if (!allThere) {
            allThereNanos = nowNanos;
        } else if (all > 0 && tally.publishers.connected.sum() + tally.players.connected.sum() == 0) {
            nobodyCame = true;
        } else if (nowNanos - allThereNanos >= SETTLE_NANOS) {
            measuringNanos = nowNanos;
            begin = now();
            phase = Phase.MEASURING;
        }
    }

    private void storm(long nowNanos) {
        long due = (nowNanos - measuringNanos) * options.stormPerSecond() / SECOND_NANOS;
        while (stormBegun < due) {
            stormBegun++;
            if (visitors.size() >= MOST_WAITING_SECONDS * options.stormPerSecond()) {
                tally.heldBack.increment();
            } else {
                addVisitor((int) (stormBegun % Integer.MAX_VALUE));
            }
        }
    }

    private void end() {
        end = now();
        phase = Phase.ENDED;
        publishers.forEach(LoadClient::leave);
        players.forEach(LoadClient::leave);
        visitors.forEach(LoadClient::leave);
        client.close();
        done.complete(report());
    }

    private Tally.Moment now() {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return tally.moment((System.nanoTime() - startNanos) / 1e9, cpu.toNanos() / 1e9);
    }
}
