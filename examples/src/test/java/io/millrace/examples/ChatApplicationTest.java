package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.millrace.server.MillraceServer;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatApplicationTest {
    private MillraceServer server;

    @BeforeEach
    void start() throws Exception {
        server = MillraceServer.builder(ServerConfig.defaults()
                        .with("rtmp.bind", "127.0.0.1")
                        .with("rtmp.port", "0")
                        .with("http.port", "0"))
                .application("chat", new ChatApplication())
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawRtmpPeer join(String room) throws IOException {
        return RawRtmpPeer.connect(server.rtmpAddress(), room);
    }

    private static Object call(RawRtmpPeer peer, String method, Object... arguments) throws IOException {
        var all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        peer.command(0, method, 9, all);
        return peer.values("_result").get(3);
    }

    private static String failed(RawRtmpPeer peer, String method, Object... arguments) throws IOException {
        peer.command(0, method, 9, arguments);
        return (String) ((Map<?, ?>) peer.values("_error").get(3)).get("description");
    }

    @Test
    void whatOneSaysAllInTheRoomHear() throws Exception {
        try (var ada = join("chat/kitchen");
                var bob = join("chat/kitchen");
                var eve = join("chat/cellar")) {
            call(ada, "name", "Ada");
            assertThat(bob.values("joined").subList(3, 4)).containsExactly("Ada");
            call(bob, "name", "Bob");
            call(bob, "say", "tea?");
            assertThat(ada.values("said").subList(3, 5)).isEqualTo(List.of("Bob", "tea?"));
            assertThat(call(ada, "who")).asInstanceOf(LIST).containsExactlyInAnyOrder("Ada", "Bob");
            assertThat(call(eve, "who")).asInstanceOf(LIST).isEmpty();
            bob.finish();
            assertThat(ada.values("left").get(3)).isEqualTo("Bob");
        }
    }

    @Test
    void whoIsPokedAnswersTheOneWhoPokes() throws Exception {
        try (var ada = join("chat/kitchen");
                var bob = join("chat/kitchen")) {
            call(ada, "name", "Ada");
            call(bob, "name", "Bob");
            ada.command(0, "poke", 7, null, "Bob");
            var poked = bob.values("poked");
            assertThat(poked.get(3)).isEqualTo("Ada");
            bob.command(0, "_result", (double) poked.get(1), null, "ouch");
            assertThat(ada.values("_result").get(3)).isEqualTo("ouch");
            assertThat(failed(ada, "poke", null, "Eve")).isEqualTo("nobody here is called Eve");
        }
    }

    @Test
    void whoHasNoNameListensOnly() throws Exception {
        try (var eve = join("chat/kitchen")) {
            assertThat(failed(eve, "say", null, "hello")).startsWith("say your name first");
            int streamId = eve.createStream();
            eve.command(streamId, "publish", 0, null, "cam", "live");
            assertThat(eve.status().get("code")).isEqualTo("NetStream.Publish.Denied");
            call(eve, "name", "Eve");
            assertThat(eve.publish("cam")).isPositive();
        }
    }

    @Test
    void whoNamesNoRoomIsTurnedAway() throws Exception {
        try (var peer = RawRtmpPeer.open(server.rtmpAddress())) {
            peer.handshake();
            peer.command(0, "connect", 1, Map.of("app", "chat"));
            assertThat(((Map<?, ?>) peer.values("_error").get(3)).get("application"))
                    .isEqualTo(Map.of("missing", "room"));
            peer.awaitClosed();
        }
    }
}
