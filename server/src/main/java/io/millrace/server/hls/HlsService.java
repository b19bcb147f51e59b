package io.millrace.server.hls;

import io.millrace.hub.Hub;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Sessions;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.hls.HlsName.Reload;
import io.millrace.server.hls.HlsViewers.Place;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.transport.http.HttpExchange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for {@code /APPLICATION/NAME.m3u8} and what is in {@code /APPLICATION/NAME.hls/}: packages streams while
 * somebody wants them. Any thread may call.
 */
public final class HlsService {
    private static final Logger log = LoggerFactory.getLogger(HlsService.class);
    /** Of a query as it stands in URIs. It stands in each of a playlist, of which there may be thousands. */
    private static final int MAX_QUERY_LENGTH = 1024;

    private static final String NO_SEGMENT = "There is no such segment any more.";
    private static final String KICKED = "An operator has ended this. Try again in a minute.";
    private static final Duration LEAST_TO_BE_GONE = Duration.ofSeconds(10);

    private final Supplier<ScheduledExecutorService> loops;
    private final StreamRequests requests;
    private final HlsViewers viewers;
    private final HlsCounters counters;
    private final HlsClock clock;
    private final HlsPackagers packagers;
    private final HlsMasters masters;

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
            PlayerCounts players,
            Sessions sessions) {
        this(config, hub, loops, requests, players, sessions, HlsClock.SYSTEM);
    }

    HlsService(
            ServerConfig config,
            Hub hub,
            Supplier<ScheduledExecutorService> loops,
            StreamRequests requests,
            PlayerCounts players,
            Sessions sessions,
            HlsClock clock) {
        this.clock = clock;
        this.loops = loops;
        this.requests = requests;
        this.counters = new HlsCounters(requests.refused());
        Duration gone = LEAST_TO_BE_GONE.plus(config.hls().maxSegmentDuration());
        this.viewers = new HlsViewers(players, sessions, gone.toNanos(), clock);
        this.packagers = new HlsPackagers(config, hub, loops, requests, counters, clock);
        this.masters = new HlsMasters(config.hls().groups(), packagers, requests, clock);
    }

    /** Has it asked for what it answers. To be called once. */
    public void addTo(Routes routes) {
        requests.route(routes, "/{path...}.hls/{file}", this::file);
        requests.route(routes, "/{path...}.m3u8", this::master);
        var unused = loops.get().scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            viewers.forgetGone();
            packagers.tick();
        } catch (Throwable e) { // an error too: there would be no other tick
            log.error("a fault of ours", e);
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
        if (refusesLong(exchange, uris)) {
            return;
        }
        String path = variables.getOrDefault("path", "");
        if (refusesKicked(exchange, HlsViewers.Key.of(path, uris.query(), exchange.request()))) {
            return;
        }
        admit(exchange, path, uris, stream -> masters.answer(exchange, stream, container, uris.query()));
    }

    private void file(HttpExchange exchange, Map<String, String> variables) {
        Optional<HlsName> name = HlsName.parse(variables.getOrDefault("file", ""));
        if (name.isEmpty()) {
            requests.refuse(exchange, 404, "There is nothing at this address.");
            return;
        }
        HlsUris uris = HlsUris.of(exchange.request().query());
        if (refusesLong(exchange, uris)) {
            return;
        }
        String path = variables.getOrDefault("path", "");
        HlsViewers.Key key = HlsViewers.Key.of(path, uris.query(), exchange.request());
        Optional<HlsViewer> known = viewers.known(key);
        if (known.isPresent()) {
            serve(exchange, () -> known, known.get().path(), name.get(), uris);
        } else if (!refusesKicked(exchange, key)) {
            admit(
                    exchange,
                    path,
                    uris,
                    stream -> serve(exchange, () -> allowed(exchange, key, stream), stream, name.get(), uris));
        }
    }

    /** For who has gone meanwhile nothing is begun. */
    private void admit(HttpExchange exchange, String path, HlsUris uris, Consumer<StreamPath> then) {
        ClientGone gone = ClientGone.of(exchange);
        requests.admit(exchange, path, uris.parameters(), stream -> {
            if (!gone.getAsBoolean()) {
                then.accept(stream);
            }
        });
    }

    /** Whether it was, since its query is too long. */
    private boolean refusesLong(HttpExchange exchange, HlsUris uris) {
        boolean isLong = uris.query().length() > MAX_QUERY_LENGTH;
        if (isLong) {
            requests.refuse(
                    exchange, 414, "The query is too long: with its encoding at most " + MAX_QUERY_LENGTH + " bytes.");
        }
        return isLong;
    }

    /** Whether it was, since an operator has sent it away: before anything else is decided about it. */
    private boolean refusesKicked(HttpExchange exchange, HlsViewers.Key key) {
        boolean kicked = viewers.isKicked(key);
        if (kicked) {
            requests.refuse(exchange, 403, KICKED);
        }
        return kicked;
    }

    /** Counts it as a player; empty if it was refused. */
    private Optional<HlsViewer> allowed(HttpExchange exchange, HlsViewers.Key key, StreamPath stream) {
        switch (viewers.allow(key, stream, exchange.request().client())) {
            case Place.Taken(HlsViewer viewer) -> {
                return Optional.of(viewer);
            }
            case Place.Full(String reason) -> requests.refuseFull(exchange, stream, reason);
            case Place.Kicked() -> requests.refuse(exchange, 403, KICKED);
        }
        return Optional.empty();
    }

    /** @param asking who is asked for if there is what it asks for, and may be refused then */
    private void serve(
            HttpExchange exchange,
            Supplier<Optional<HlsViewer>> asking,
            StreamPath stream,
            HlsName name,
            HlsUris uris) {
        Optional<HlsPackager> packager = packager(stream, name);
        if (packager.isPresent()) {
            asking.get().ifPresent(viewer -> ask(viewer.counted(exchange), packager.get(), stream, name, uris));
        } else if (name instanceof HlsName.Playlist) {
            packagers.refuse(exchange, List.of(stream.path()));
        } else {
            requests.refuse(exchange, 404, NO_SEGMENT);
        }
    }

    /** A segment of one that is over is gone; a playlist may be asked for first. */
    private Optional<HlsPackager> packager(StreamPath stream, HlsName name) {
        boolean isTs = name.rendition().equals(HlsRendition.MPEG_TS);
        HlsContainer container = isTs ? HlsContainer.MPEG_TS : HlsContainer.CMAF;
        return name instanceof HlsName.Playlist
                ? packagers.findOrStart(stream.path(), container)
                : packagers.find(stream.path(), container);
    }

    private void ask(HttpExchange exchange, HlsPackager found, StreamPath stream, HlsName name, HlsUris uris) {
        Runnable task = () -> {
            Optional<HlsPackager> next = found.isOver() ? packager(stream, name) : Optional.empty();
            if (next.isPresent()) { // players are not told of a live stream that it is over
                ask(exchange, next.get(), stream, name, uris);
            } else {
                answer(exchange, found, name, uris);
            }
        };
        found.ask(task, fault -> HlsFaults.answer(requests, exchange, fault));
    }

    /** On the packager's loop. */
    private void answer(HttpExchange exchange, HlsPackager packager, HlsName name, HlsUris uris) {
        if (packager.rendition(name.rendition()).isPresent()) {
            answer(exchange, packager.rendition(name.rendition()).get(), name, uris);
            return;
        }
        // It may have begun a moment ago.
        var unused = packager.offers(ClientGone.of(exchange))
                .thenAccept(offers -> packager.rendition(name.rendition())
                        .ifPresentOrElse(
                                rendition -> answer(exchange, rendition, name, uris),
                                () -> requests.refuse(exchange, 404, "This stream has no such track.")))
                .exceptionally(fault -> {
                    HlsFaults.answer(requests, exchange, fault);
                    return null;
                });
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
            default -> requests.refuse(exchange, 404, NO_SEGMENT);
        }
    }

    private static boolean isOf(HlsRendition rendition, String life) {
        return rendition.life().equals(life);
    }
}
