package io.millrace.server.api;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Session;
import io.millrace.server.activity.Sessions;
import io.millrace.server.api.Endpoint.Call;
import io.millrace.server.api.ServerView.AddressView;
import io.millrace.server.api.ServerView.CountersView;
import io.millrace.server.api.ServerView.LimitsView;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.Carriers;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.Carrier;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is to see. Any thread may call it. */
final class ApiViews {
    private static final int MAX_PAGE = 1000;
    private static final int PAGE = 100;

    private final ServerConfig config;
    private final Hub hub;
    private final Sessions sessions;
    private final PlayerCounts players;
    private final RecordingControl recordings;
    private final Supplier<ServerControl> server;
    private final Instant startedAt = Instant.now();

    ApiViews(
            ServerConfig config,
            Hub hub,
            Sessions sessions,
            PlayerCounts players,
            RecordingControl recordings,
            Supplier<ServerControl> server) {
        this.config = config;
        this.hub = hub;
        this.sessions = sessions;
        this.players = players;
        this.recordings = recordings;
        this.server = server;
    }

    // ---- the server ----

    ServerView server() {
        ServerControl control = server.get();
        return new ServerView(
                "Millrace",
                ServerVersion.text(),
                Runtime.version().toString(),
                control.transport(),
                startedAt,
                Duration.between(startedAt, Instant.now()).toMillis(),
                control.draining(),
                addresses(control),
                new LimitsView(
                        config.rtmp().maxConnections(),
                        config.http().maxConnections(),
                        config.streams().maxStreams(),
                        config.streams().maxPlayers()),
                CountersView.of(control.metrics(), sessions.all().size(), labelled(players.byKind())));
    }

    private List<AddressView> addresses(ServerControl control) {
        List<Carriers> carriers = new ArrayList<>(List.of(config.rtmp().carriers()));
        config.listeners().values().forEach(listener -> carriers.add(listener.carriers()));
        List<AddressView> views = new ArrayList<>();
        List<InetSocketAddress> addresses = control.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            views.add(AddressView.of(
                    addresses.get(i), schemes(carriers.get(i).of(config.tls().isSet()))));
        }
        Set<Carrier> http = config.tls().isSet() ? Set.of(Carrier.HTTP, Carrier.HTTPS) : Set.of(Carrier.HTTP);
        control.httpAddress().ifPresent(address -> views.add(AddressView.of(address, schemes(http))));
        return views;
    }

    private static List<String> schemes(Set<Carrier> carriers) {
        return carriers.stream().sorted().map(Carrier::toString).toList();
    }

    Lists.ApplicationsView applications() {
        Set<String> names = new TreeSet<>(config.applications().keySet());
        names.removeIf(pattern -> pattern.contains("*"));
        Map<String, Integer> streams = new HashMap<>();
        Map<String, Map<ViewerKind, Integer>> viewers = players.byApplication();
        Map<String, Integer> clients = new HashMap<>();
        for (LiveStream stream : hub.streams()) {
            streams.merge(new StreamPath(stream.path()).application(), 1, Integer::sum);
        }
        sessions.all().forEach(session -> clients.merge(session.application(), 1, Integer::sum));
        names.addAll(streams.keySet());
        names.addAll(viewers.keySet());
        names.addAll(clients.keySet());
        return new Lists.ApplicationsView(names.stream()
                .map(name -> {
                    ApplicationConfig settings = config.application(name).orElseGet(ApplicationConfig::defaults);
                    return new ApplicationView(
                            name,
                            streams.getOrDefault(name, 0),
                            sum(viewers.getOrDefault(name, Map.of())),
                            labelled(viewers.getOrDefault(name, Map.of())),
                            clients.getOrDefault(name, 0),
                            settings.record().name().toLowerCase(Locale.ROOT),
                            settings.publishKey().isSet(),
                            settings.playKey().isSet());
                })
                .toList());
    }

    // ---- streams ----

    Lists.StreamsView streams(Call call) {
        Optional<String> application = call.request().parameter("application");
        List<LiveStream> found = hub.streams().stream()
                .filter(stream ->
                        application.isEmpty() || application.get().equals(new StreamPath(stream.path()).application()))
                .sorted(Comparator.comparing(LiveStream::path))
                .toList();
        Map<String, Session> publishers = publishers();
        Map<String, RecordingView> active = active();
        return new Lists.StreamsView(
                found.size(),
                page(found.stream(), call)
                        .map(stream -> view(stream, publishers, active))
                        .toList());
    }

    /** @throws ApiException if there is none */
    StreamView stream(Call call) {
        String path = call.variable("path");
        return hub.streams().stream()
                .filter(stream -> stream.path().equals(path))
                .findFirst()
                .map(stream -> view(stream, publishers(), active()))
                .orElseThrow(() -> noStream(path));
    }

    static ApiException noStream(String path) {
        return new ApiException(404, "There is no stream " + Endpoint.shown(path) + ".");
    }

    private StreamView view(LiveStream stream, Map<String, Session> publishers, Map<String, RecordingView> active) {
        return StreamView.of(
                stream,
                Optional.ofNullable(publishers.get(stream.path())),
                labelled(players.byKind(stream.path())),
                Optional.ofNullable(active.get(stream.path())));
    }

    /** By the paths of their streams. */
    private Map<String, RecordingView> active() {
        Map<String, RecordingView> active = new HashMap<>();
        recordings.active().forEach(recording -> active.put(recording.stream(), recording));
        return active;
    }

    /** By the paths of their streams. */
    private Map<String, Session> publishers() {
        Map<String, Session> publishers = new HashMap<>();
        sessions.all().forEach(session -> session.publishes().forEach(path -> publishers.put(path, session)));
        return publishers;
    }

    // ---- sessions ----

    Lists.SessionsView sessions(Call call) {
        Optional<String> application = call.request().parameter("application");
        Optional<String> stream = call.request().parameter("stream");
        List<Session> found = sessions.all().stream()
                .filter(session -> application.isEmpty() || application.get().equals(session.application()))
                .filter(session -> stream.isEmpty()
                        || session.publishes().contains(stream.get())
                        || session.plays().contains(stream.get()))
                .toList();
        return new Lists.SessionsView(
                found.size(), page(found.stream(), call).map(SessionView::of).toList());
    }

    // ---- figures ----

    /** As they are now; {@code before} is what they were before. */
    FiguresView figures(@Nullable FiguresView before) {
        return FiguresView.of(
                server.get().metrics(),
                sessions.all().size(),
                hub.streams().stream()
                        .sorted(Comparator.comparing(LiveStream::path))
                        .map(stream -> FiguresView.StreamFiguresView.of(
                                stream.path(), stream.figures(), sum(players.byKind(stream.path()))))
                        .toList(),
                before);
    }

    private static <T> Stream<T> page(Stream<T> all, Call call) {
        return all.skip(call.number("offset", 0, 0, Integer.MAX_VALUE)).limit(call.number("limit", PAGE, 1, MAX_PAGE));
    }

    private static int sum(Map<ViewerKind, Integer> kinds) {
        return kinds.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> labelled(Map<ViewerKind, Integer> kinds) {
        Map<String, Integer> labelled = new TreeMap<>();
        kinds.forEach((kind, count) -> labelled.put(kind.label(), count));
        return labelled;
    }
}
