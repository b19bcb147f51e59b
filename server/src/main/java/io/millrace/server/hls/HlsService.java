package io.millrace.server.hls;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.HlsGroupConfig;
import io.millrace.server.config.HlsMode;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.hls.HlsName.Reload;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers requests for {@code /APPLICATION/NAME.m3u8} and what is in {@code /APPLICATION/NAME.hls/}: packages streams while
 * somebody wants them. Any thread may call.
 */
public final class HlsService {
    private static final String NO_STREAM = "Nobody publishes this stream.";
    private static final Duration LEAST_TO_BE_GONE = Duration.ofSeconds(10);

    private final ServerConfig config;
    private final Hub hub;
    private final Supplier<ScheduledExecutorService> loops;
    private final StreamRequests requests;
    private final HlsViewers viewers;
    private final HlsCounters counters;
    private final HlsClock clock;
    private final boolean someAreUnasked;
    private final long maxTotalBytes;
    private final ConcurrentMap<Key, HlsPackager> packagers = new ConcurrentHashMap<>();

    private record Key(String path, HlsContainer container) {}

    /**
     * For the streams of {@code hub}.
     *
     * @param loops gives each stream one to be packaged on
     * @param requests decides who may play; used by this service alone
     */
    public HlsService(
            ServerConfig config,
            Hub hub,
            Supplier<ScheduledExecutorService> loops,
            StreamRequests requests,
            PlayerCounts players) {
        this(config, hub, loops, requests, players, HlsClock.SYSTEM);
    }

    HlsService(
            ServerConfig config,
            Hub hub,
            Supplier<ScheduledExecutorService> loops,
            StreamRequests requests,
            PlayerCounts players,
            HlsClock clock) {
        this.clock = clock;
        this.config = config;
        this.hub = hub;
        this.loops = loops;
        this.requests = requests;
        this.counters = new HlsCounters(requests.refused());
        Duration gone = LEAST_TO_BE_GONE.plus(config.hls().maxSegmentDuration());
        this.viewers = new HlsViewers(players, gone.toNanos());
        this.someAreUnasked =
                config.applications().values().stream().anyMatch(application -> application.hls() == HlsMode.ALWAYS);
        long configured = config.hls().maxTotalBytes().bytes();
        this.maxTotalBytes = configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 4;
    }

    /** Has it asked for what it answers. To be called once. */
    public void addTo(Routes routes) {
        routes.add("GET", "/{path...}.hls/{file}", this::file);
        routes.add("GET", "/{path...}.m3u8", this::master);
        var unused = loops.get().scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Who has not asked for a while is gone; what is to be packaged without being asked for, is. */
    private void tick() {
        viewers.forgetGone(clock.nanos());
        packagers.values().removeIf(HlsPackager::isOver);
        if (someAreUnasked) {
            hub.streams().stream()
                    .map(LiveStream::path)
                    .filter(path -> settings(path).always())
                    .forEach(path -> packager(new Key(path, HlsContainer.CMAF)));
        }
    }

    public HlsCounters counters() {
        return counters;
    }

    // ---- requests ----

    private void master(HttpExchange exchange, Map<String, String> variables) {
        HlsContainer container;
        switch (exchange.request().parameter(HlsUris.FORMAT).orElse("cmaf")) {
            case "cmaf" -> container = HlsContainer.CMAF;
            case "ts" -> container = HlsContainer.MPEG_TS;
            default -> {
                requests.refuse(exchange, 400, "format can be cmaf or ts.");
                return;
            }
        }
        HlsUris uris = HlsUris.of(exchange.request().query());
        requests.admit(exchange, variables.getOrDefault("path", ""), uris.parameters(), path -> {
            HlsGroupConfig group = config.hls().groups().get(path.path());
            List<String> streams =
                    group == null ? List.of(path.path()) : group.streams().paths();
            List<CompletableFuture<List<HlsOffer>>> offers = streams.stream()
                    .map(stream -> packager(new Key(stream, container))
                            .map(HlsPackager::offers)
                            .orElseGet(() -> CompletableFuture.completedFuture(List.of())))
                    .toList();
            var unused = CompletableFuture.allOf(offers.toArray(CompletableFuture[]::new))
                    .thenRun(() -> {
                        var master = new HlsMaster(uris.query());
                        for (int i = 0; i < streams.size(); i++) {
                            master.add(
                                    HlsUris.directory(path.path(), streams.get(i)),
                                    offers.get(i).join());
                        }
                        answer(exchange, master);
                    });
        });
    }

    private void answer(HttpExchange exchange, HlsMaster master) {
        if (master.isEmpty()) {
            requests.refuse(exchange, 404, NO_STREAM);
        } else {
            exchange.respond(new HttpResponse(
                            200,
                            requests.headers(HlsRendition.PLAYLIST_TYPE, "no-cache"),
                            List.of(master.toBytes()),
                            Optional.empty())
                    .compressed());
        }
    }

    private void file(HttpExchange exchange, Map<String, String> variables) {
        Optional<HlsName> name = HlsName.parse(variables.getOrDefault("file", ""));
        if (name.isEmpty()) {
            requests.refuse(exchange, 404, "There is nothing at this address.");
            return;
        }
        HlsUris uris = HlsUris.of(exchange.request().query());
        String path = variables.getOrDefault("path", "");
        HlsViewers.Key viewer = HlsViewers.Key.of(path, uris.query(), exchange.request());
        Optional<StreamPath> known = viewers.known(viewer, clock.nanos());
        if (known.isPresent()) {
            serve(exchange, known.get(), name.get(), uris);
        } else {
            requests.admit(
                    exchange, path, uris.parameters(), stream -> welcome(exchange, viewer, stream, name.get(), uris));
        }
    }

    /** Who asks for what there is counts as a player. */
    private void welcome(HttpExchange exchange, HlsViewers.Key viewer, StreamPath stream, HlsName name, HlsUris uris) {
        Optional<String> full = packager(stream, name).isPresent()
                ? viewers.allow(viewer, stream, clock.nanos())
                : Optional.empty();
        if (full.isPresent()) {
            requests.refuseFull(exchange, stream, full.get());
        } else {
            serve(exchange, stream, name, uris);
        }
    }

    private void serve(HttpExchange exchange, StreamPath stream, HlsName name, HlsUris uris) {
        Optional<HlsPackager> packager = packager(stream, name);
        if (packager.isEmpty()) {
            requests.refuse(exchange, 404, NO_STREAM);
        } else {
            packager.get().ask(() -> answer(exchange, packager.get(), name, uris));
        }
    }

    /** A segment of one that is over is gone; a playlist may be asked for first. */
    private Optional<HlsPackager> packager(StreamPath stream, HlsName name) {
        boolean isTs = name.rendition().equals(HlsRendition.MPEG_TS);
        var key = new Key(stream.path(), isTs ? HlsContainer.MPEG_TS : HlsContainer.CMAF);
        return name instanceof HlsName.Playlist
                ? packager(key)
                : Optional.ofNullable(packagers.get(key)).filter(known -> !known.isOver());
    }

    /** On the packager's loop. */
    private void answer(HttpExchange exchange, HlsPackager packager, HlsName name, HlsUris uris) {
        if (packager.rendition(name.rendition()).isPresent()) {
            answer(exchange, packager.rendition(name.rendition()).get(), name, uris);
            return;
        }
        // It may have begun a moment ago.
        var unused = packager.offers()
                .thenAccept(offers -> packager.rendition(name.rendition())
                        .ifPresentOrElse(
                                rendition -> answer(exchange, rendition, name, uris),
                                () -> requests.refuse(exchange, 404, "This stream has no such track.")));
    }

    private void answer(HttpExchange exchange, HlsRendition rendition, HlsName name, HlsUris uris) {
        long now = clock.nanos();
        switch (name) {
            case HlsName.Playlist playlist -> {
                Reload reload;
                try {
                    reload = Reload.of(exchange.request().query());
                } catch (IllegalArgumentException e) {
                    requests.refuse(exchange, 400, String.valueOf(e.getMessage()));
                    return;
                }
                rendition.playlist(exchange, reload, uris.query(), now);
            }
            case HlsName.Init init when isOf(rendition, init.life()) -> rendition.init(exchange, init.number());
            case HlsName.Segment segment
            when isOf(rendition, segment.life()) -> rendition.segment(exchange, segment.msn());
            case HlsName.Part part
            when isOf(rendition, part.life()) -> rendition.part(exchange, part.msn(), part.index(), now);
            default -> requests.refuse(exchange, 404, "There is no such segment any more.");
        }
    }

    private static boolean isOf(HlsRendition rendition, String life) {
        return rendition.life().equals(life);
    }

    // ---- packagers ----

    /** The one there is, or another; empty if there is nothing to package. */
    private Optional<HlsPackager> packager(Key key) {
        return Optional.ofNullable(packagers.compute(
                key,
                (same, known) ->
                        known != null && !known.isOver() ? known : start(key).orElse(null)));
    }

    private Optional<HlsPackager> start(Key key) {
        HlsSettings settings = settings(key.path());
        if (settings.application().hls() == HlsMode.NEVER || !hub.isPublished(key.path())) {
            return Optional.empty();
        }
        if (counters.segmentBytes.sum() >= maxTotalBytes) {
            counters.packagersRefused.increment();
            return Optional.empty();
        }
        return hub.open(key.path()).map(stream -> started(stream, key.container(), settings));
    }

    private HlsPackager started(LiveStream stream, HlsContainer container, HlsSettings settings) {
        ScheduledExecutorService loop = loops.get();
        var packager = new HlsPackager(
                stream, container, settings, requests, counters, loop, clock, () -> hub.release(stream));
        loop.execute(packager::start);
        return packager;
    }

    private HlsSettings settings(String path) {
        String application = new StreamPath(path).application();
        return new HlsSettings(config.hls(), config.application(application).orElseGet(ApplicationConfig::defaults));
    }
}
