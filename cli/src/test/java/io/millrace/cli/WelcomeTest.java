package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ConfigLoader;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WelcomeTest {
    private final ServerConfig open = ServerConfig.defaults();
    private final ServerConfig keys = open.withApplication(
            "*", ApplicationConfig.defaults().withPublishKey("hunter2").withPlayKey("hunter3"));

    @Test
    void namesEveryAddressOfTheMachineWhenItListensOnAll() throws UnknownHostException {
        assertThat(welcome(open, "::", 1935).lines(true))
                .containsExactly(
                        "Publish to  rtmp://localhost/live/NAME",
                        "            rtmp://192.0.2.7/live/NAME",
                        "            rtmp://[2001:db8::7]/live/NAME",
                        "Play from   rtmp://localhost/live/NAME",
                        "            rtmp://192.0.2.7/live/NAME",
                        "            rtmp://[2001:db8::7]/live/NAME",
                        "Demo        rtmp://localhost/live/demo",
                        "Console     http://localhost:8080/");
    }

    @Test
    void namesTheOneAddressItListensOnWithItsPort() throws UnknownHostException {
        assertThat(welcome(open, "192.0.2.7", 1936).lines(false))
                .containsExactly(
                        "Publish to  rtmp://192.0.2.7:1936/live/NAME",
                        "Play from   rtmp://192.0.2.7:1936/live/NAME",
                        "Console     http://localhost:8080/");
    }

    @Test
    void tellsWhereTheKeyGoesAndNotWhatItIs() throws UnknownHostException {
        assertThat(welcome(keys, "127.0.0.1", 1935).lines(true))
                .containsExactly(
                        "Publish to  rtmp://localhost/live/NAME?key=KEY",
                        "Play from   rtmp://localhost/live/NAME?key=KEY",
                        "Demo        rtmp://localhost/live/demo?key=KEY",
                        "Console     http://localhost:8080/");
    }

    @Test
    void warnsWhenStrangersCanPublish() throws UnknownHostException {
        assertThat(welcome(open, "0.0.0.0", 1935).warning()).isPresent();
        assertThat(welcome(open, "192.0.2.7", 1935).warning()).isPresent();
        assertThat(welcome(open, "127.0.0.1", 1935).warning()).isEmpty();
        assertThat(welcome(open, "::1", 1935).warning()).isEmpty();
        assertThat(welcome(keys, "0.0.0.0", 1935).warning()).isEmpty();
    }

    @Test
    void warnsWhenStrangersCanPublishToAnotherApplication() throws UnknownHostException {
        ServerConfig live =
                open.withApplication("live", ApplicationConfig.defaults().withPublishKey("hunter2"));
        assertThat(welcome(live, "0.0.0.0", 1935).warning()).isPresent();
        assertThat(welcome(live.with("strict-applications", "true"), "0.0.0.0", 1935)
                        .warning())
                .isEmpty();
        assertThat(welcome(keys.withApplication("open", ApplicationConfig.defaults()), "0.0.0.0", 1935)
                        .warning())
                .isPresent();
    }

    @Test
    void namesAnApplicationThatMayBeUsed() throws UnknownHostException {
        ServerConfig strict = ServerConfig.defaults()
                .with("strict-applications", "true")
                .withApplication("tv", ApplicationConfig.defaults().withPublishKey("secret"));
        assertThat(welcome(strict, "127.0.0.1", 1935).lines(false))
                .containsExactly(
                        "Publish to  rtmp://localhost/tv/NAME?key=KEY",
                        "Play from   rtmp://localhost/tv/NAME",
                        "Console     http://localhost:8080/");
    }

    @Test
    void saysForEachAddressWhatMayComeThere(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), """
                rtmp: {bind: 127.0.0.1, rtmpe: true}
                tls: {self-signed: true}
                listeners:
                  secure: {port: 443, carriers: "rtmps, rtmpts"}
                  old: {bind: 192.0.2.7, port: 80, carriers: rtmpt}
                """);
        var addresses = List.of(
                new InetSocketAddress("127.0.0.1", 1935),
                new InetSocketAddress("::", 443),
                new InetSocketAddress("192.0.2.7", 80));
        var welcome = new Welcome(new ConfigLoader().file(file).load(), addresses, Optional.empty(), List.of());
        assertThat(welcome.where())
                .containsExactly(
                        "rtmp, rtmps, rtmpt, rtmpts, rtmpe, rtmpte on port 1935 of localhost",
                        "rtmps, rtmpts on port 443 of all addresses",
                        "rtmpt, rtmpte on port 80 of 192.0.2.7");
        assertThat(welcome.warning())
                .hasValueSatisfying(text -> assertThat(text).contains("port 443"));
    }

    private static Welcome welcome(ServerConfig config, String bound, int port) throws UnknownHostException {
        List<InetAddress> local = List.of(
                InetAddress.getByName("127.0.0.1"),
                InetAddress.getByName("192.0.2.7"),
                InetAddress.getByName("2001:db8::7"));
        return new Welcome(
                config,
                List.of(new InetSocketAddress(bound, port)),
                Optional.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 8080)),
                local);
    }
}
