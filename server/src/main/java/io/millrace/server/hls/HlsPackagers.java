package io.millrace.server.hls;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.HlsMode;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.http.StreamRequests;
import io.millrace.transport.http.HttpExchange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The packagers of all streams that somebody wants, or that are to be packaged anyway. Any thread may call. */
final class HlsPackagers {
    private final ServerConfig config;
    private final Hub hub;
    private final Supplier<ScheduledExecutorService> loops;
    private final StreamRequests requests;
    private final HlsCounters counters;
    private final HlsClock clock;
    private final HlsLives lives = new HlsLives();
    private final boolean someAreUnasked;
    private final HlsMemory memory;
    private final ConcurrentMap<Key, HlsPackager> packagers = new ConcurrentHashMap<>();

    private record Key(String path, HlsContainer container) {}

    HlsPackagers(
            ServerConfig config,
            Hub hub,
            Supplier<ScheduledExecutorService> loops,
            StreamRequests requests,
            HlsCounters counters,
            HlsClock clock) {
        this.config = config;
        this.hub = hub;
        this.loops = loops;
        this.requests = requests;
        this.counters = counters;
        this.clock = clock;
        this.someAreUnasked =
                config.applications().values().stream().anyMatch(application -> application.hls() == HlsMode.ALWAYS);
        long configured = config.hls().maxTotalBytes().bytes();
        this.memory = new HlsMemory(
                configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 4,
                counters.segmentBytes,
                counters.packagersRefused);
    }

    /** Forgets those that are over; what is to be packaged without being asked for, is. To be called again and again. */
    void tick() {
        packagers.values().removeIf(HlsPackager::isOver);
        memory.forgetRefusals(clock.nanos());
        if (someAreUnasked) {
            hub.streams().stream()
                    .map(LiveStream::path)
                    .filter(path -> settings(path).always(HlsContainer.CMAF))
                    .forEach(path -> findOrStart(path, HlsContainer.CMAF));
        }
    }

    /** The one there is. */
    Optional<HlsPackager> find(String path, HlsContainer container) {
        return Optional.ofNullable(packagers.get(new Key(path, container))).filter(known -> !known.isOver());
    }

    /** The one there is, or another; empty if there is nothing to package, or no memory for it. */
    Optional<HlsPackager> findOrStart(String path, HlsContainer container) {
        return Optional.ofNullable(packagers.compute(
                new Key(path, container),
                (key, known) ->
                        known != null && !known.isOver() ? known : start(key).orElse(null)));
    }

    private Optional<HlsPackager> start(Key key) {
        if (!isPackaged(key.path())) {
            return Optional.empty();
        }
        return hub.open(key.path()).flatMap(stream -> start(key, stream, settings(key.path())));
    }

    private Optional<HlsPackager> start(Key key, LiveStream stream, HlsSettings settings) {
        long needed = settings.neededBytes(stream.tracks(), stream.figures());
        Optional<HlsMemory.Place> place = memory.place(key, needed, clock.nanos());
        if (place.isEmpty()) {
            hub.release(stream);
        }
        return place.map(own -> started(stream, key.container(), settings, own));
    }

    private HlsPackager started(
            LiveStream stream, HlsContainer container, HlsSettings settings, HlsMemory.Place place) {
        ScheduledExecutorService loop = loops.get();
        var packager = new HlsPackager(
                stream, container, settings, requests, counters, loop, clock, lives, place, () -> hub.release(stream));
        loop.execute(packager::start);
        return packager;
    }

    /** Whether there is something that may be packaged. */
    private boolean isPackaged(String path) {
        return settings(path).application().hls() != HlsMode.NEVER && hub.isPublished(path);
    }

    private HlsSettings settings(String path) {
        String application = new StreamPath(path).application();
        return new HlsSettings(config.hls(), config.application(application).orElseGet(ApplicationConfig::defaults));
    }

    private boolean isRefused(String path) {
        return Stream.of(HlsContainer.values())
                .anyMatch(container -> memory.isRefused(new Key(path, container), clock.nanos()));
    }

    /** Tells why nothing of these streams can be had. */
    void refuse(HttpExchange exchange, List<String> paths) {
        if (paths.stream().noneMatch(this::isPackaged)) {
            String which = paths.size() == 1 ? "this stream" : "any of " + String.join(", ", paths);
            requests.refuse(exchange, 404, "Nobody publishes " + which + ".");
        } else if (paths.stream().anyMatch(this::isRefused)) {
            requests.refuse(exchange, 503, "The server has no memory left for another stream by HLS. Try again later.");
        } else {
            requests.refuse(exchange, 503, "There is nothing of this stream yet that HLS can have.");
        }
    }
}
