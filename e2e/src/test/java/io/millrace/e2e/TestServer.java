package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.hub.LiveStream;
import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.application.Application;
import io.millrace.server.config.ConfigLoader;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** The real server, in this process, on a port of loopback that was free. */
final class TestServer implements AutoCloseable {
    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // for a machine that is slow, and busy too
    }

    private final MillraceServer server;

    private TestServer(MillraceServer server) {
        this.server = server;
    }

    /** Starts with defaults but for {@code settings}, each as {@code key=value} with the keys of the file. */
    static TestServer start(String... settings) {
        return start(Map.of(), settings);
    }

    /** The same with applications, by name. */
    static TestServer start(Map<String, Application> applications, String... settings) {
        var config = ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.port", "0");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            config = config.with(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return start(config, applications);
    }

    /** Starts with a configuration file of these lines. */
    static TestServer configured(String yaml) {
        try {
            Path file = Files.createTempFile("millrace", ".yaml");
            try {
                return start(
                        new ConfigLoader()
                                .file(Files.writeString(file, yaml))
                                .environment(Map.of("MILLRACE_HTTP_PORT", "0"))
                                .load(),
                        Map.of());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestServer start(ServerConfig config, Map<String, Application> applications) {
        MillraceServer.Builder builder = MillraceServer.builder(config);
        applications.forEach(builder::application);
        try {
            return new TestServer(builder.start());
        } catch (StartException e) {
            throw new AssertionError(e);
        }
    }

    InetSocketAddress address() {
        return server.rtmpAddress();
    }

    /** The URL of a stream such as {@code live/cam}. */
    String url(String path) {
        return "rtmp://127.0.0.1:" + address().getPort() + "/" + path;
    }

    /** The same on another carrier of that port. */
    String url(String scheme, String path) {
        return url(path).replaceFirst("rtmp", scheme);
    }

    /** The URL of {@code target}, a path that may have a query, at the HTTP port. */
    String httpUrl(String target) {
        return httpUrl("http", target);
    }

    /** The same with another scheme. */
    String httpUrl(String scheme, String target) {
        return scheme + "://127.0.0.1:" + server.httpAddress().orElseThrow().getPort() + target;
    }

    /** Counters and streams. */
    MillraceServer running() {
        return server;
    }

    /** Waits until exactly {@code players} play {@code path}. */
    void awaitPlayers(String path, int players) {
        await("players of " + path)
                .untilAsserted(() -> assertThat(players(path)).isEqualTo(players));
    }

    private int players(String path) {
        return server.hub().streams().stream()
                .filter(stream -> stream.path().equals(path))
                .mapToInt(LiveStream::viewers)
                .sum();
    }

    /** Waits until exactly {@code connections} are open. */
    void awaitConnections(long connections) {
        await("connections")
                .untilAsserted(
                        () -> assertThat(server.transportCounters().open()).isEqualTo(connections));
    }

    /** Waits until the end of the connection of {@code peer} is in the log, with {@code reason} in it. */
    void awaitClosed(InetSocketAddress peer, String reason) {
        String name = peer.getAddress().getHostAddress() + ":" + peer.getPort() + " closed";
        await("log of " + name)
                .untilAsserted(() -> assertThat(ServerLog.lines(name))
                        // An earlier connection, of another server, may have had the same port.
                        .last()
                        .asString()
                        .contains(reason));
    }

    @Override
    public void close() {
        server.close();
    }
}
