package io.millrace.server.hls;

import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.Publication;
import io.millrace.server.activity.Sessions;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.KeyAuthorizer;
import io.millrace.server.config.ConfigLoader;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.http.AllowedOrigin;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.testkit.ManualLoop;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** HLS of a hub whose time and threads are the test's. */
final class HlsScene {
    static final long START_MILLIS = 1_800_000_000_000L;

    final ManualLoop loop = new ManualLoop();
    final Hub hub = new Hub(HubSettings.defaults(), loop::nanoTime);
    final HlsService service;
    final PlayerCounts players;
    final Sessions sessions = new Sessions(event -> {});
    private final Routes routes = new Routes();
    private @Nullable Error fault;

    /** @param settings keys of the file, as in {@code hls.idle-timeout=1h} */
    HlsScene(String... settings) {
        this(config(settings));
    }

    private static ServerConfig config(String... settings) {
        ServerConfig given = ServerConfig.defaults().with("hls.segment-duration", "1s");
        for (String setting : settings) {
            String[] keyAndValue = setting.split("=", 2);
            given = given.with(keyAndValue[0], keyAndValue[1]);
        }
        return given;
    }

    /** With a configuration file of these lines. */
    static HlsScene configured(String yaml) {
        try {
            Path file = Files.createTempFile("millrace", ".yaml");
            try {
                return new HlsScene(
                        new ConfigLoader().file(Files.writeString(file, yaml)).load());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HlsScene(ServerConfig given) {
        players = new PlayerCounts(given);
        var clock = new HlsClock(this::nanoTime, () -> START_MILLIS + loop.nanoTime() / 1_000_000);
        service = new HlsService(given, hub, () -> loop, requests(given), players, sessions, clock);
        service.addTo(routes);
    }

    /** The next who asks for the time gets that instead. */
    void failOnce(Error error) {
        fault = error;
    }

    private long nanoTime() {
        Error once = fault;
        fault = null;
        if (once != null) {
            throw once;
        }
        return loop.nanoTime();
    }

    /** Of a server that nobody has configured. */
    static StreamRequests requests() {
        return requests(ServerConfig.defaults());
    }

    private static StreamRequests requests(ServerConfig config) {
        var authorization = new Authorization(config, new KeyAuthorizer(config), Runnable::run);
        return new StreamRequests(authorization, application -> true, new AllowedOrigin("any"));
    }

    Camera publish(String path) {
        return new Camera(publication(path), loop);
    }

    Publication publication(String path) {
        return hub.publish(path, false).orElseThrow();
    }

    FakeExchange ask(String target) {
        FakeExchange exchange = send(target);
        loop.runAll();
        return exchange;
    }

    /** The same, to be answered when the loop runs. */
    FakeExchange send(String target) {
        var exchange = new FakeExchange(target, loop);
        routes.handle(exchange);
        return exchange;
    }

    /** A media playlist that is there and keeps the rules. */
    Playlist playlist(String target) {
        return PlaylistRules.check(ask(target).text());
    }

    /** Time goes by, with what a server does every quarter of a second. */
    void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 250) {
            loop.advance(Duration.ofMillis(Math.min(left, 250)));
        }
    }
}
