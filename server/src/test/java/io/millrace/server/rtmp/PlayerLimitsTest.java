package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.auth.Decision;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.viewing.ViewerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlayerLimitsTest {
    private static final ServerConfig DEFAULTS = ServerConfig.defaults();

    private static Server server(String key, int max) {
        return new Server(DEFAULTS.with(key, String.valueOf(max)));
    }

    /** The code of what {@code client} is told, last. */
    private static String play(Client client, String name) {
        client.play(client.createStream(), name);
        return client.heard().getLast();
    }

    @ParameterizedTest
    @CsvSource({
        "streams.max-players, play on this server",
        "applications.*.max-players, play in this application",
        "applications.*.max-players-per-stream, play this stream"
    })
    void oneBeyondTheLimitIsToldWhichAndStays(String key, String where) {
        Server server = server(key, 2);
        server.publisher();
        server.player();
        Client second = server.player();
        Client third = server.connect("live");
        assertThat(play(third, "cam")).isEqualTo("NetStream.Play.Failed");
        assertThat(third.connection.closeReason).isNull();
        assertThat(server.service.playerCounts().enter(new StreamPath("live/cam"), ViewerKind.HLS))
                .hasValue("2 " + where + " already, as many as may (" + key + ")");
        assertThat(server.service.playerCounts().refusedByKind()).containsEntry(ViewerKind.RTMP, 1L);
        assertThat(server.counters().refused.sum()).isEqualTo(1);
        assertThat(server.service.playerCounts().all()).isEqualTo(2);

        second.disconnect();
        third.play(1, "cam");
        assertThat(third.heard()).contains("NetStream.Play.Start");
        assertThat(server.service.playerCounts().all()).isEqualTo(2);
    }

    @Test
    void refusedPlayerLeavesNothingBehind() {
        Server server = server("streams.max-players", 1);
        server.player();
        assertThat(play(server.connect("live"), "other")).isEqualTo("NetStream.Play.Failed");
        assertThat(server.hub.streams()).extracting(stream -> stream.path()).containsExactly("live/cam");
    }

    @Test
    void limitsOfApplicationsAndStreamsAreOfEachOne() {
        Server server = new Server(
                DEFAULTS.with("applications.*.max-players", "2").with("applications.*.max-players-per-stream", "1"));
        server.player();
        assertThat(play(server.connect("live"), "cam")).isEqualTo("NetStream.Play.Failed");
        assertThat(play(server.connect("live"), "cam2")).isEqualTo("NetStream.Play.Start");
        assertThat(play(server.connect("live"), "cam3")).isEqualTo("NetStream.Play.Failed");
        assertThat(play(server.connect("tv"), "cam")).isEqualTo("NetStream.Play.Start");
    }

    @Test
    void playerThatClosesItsStreamMakesPlace() {
        Server server = server("streams.max-players", 1);
        Client first = server.player();
        first.call(1, "closeStream", 0);
        assertThat(server.service.playerCounts().all()).isZero();
        assertThat(play(server.connect("live"), "cam")).isEqualTo("NetStream.Play.Start");
    }

    @Test
    void playerThatPlaysSomethingElseInsteadStaysOnePlayer() {
        Server server = server("streams.max-players", 1);
        Client client = server.player();
        client.play(1, "other");
        assertThat(client.heard()).contains("NetStream.Play.Start");
        assertThat(server.service.playerCounts().all()).isEqualTo(1);
    }

    @Test
    void itemThatIsQueuedWhereNothingPlaysNeedsAPlace() {
        Server server = server("streams.max-players", 1);
        Client first = server.connect("live");
        queue(first, "cam");
        assertThat(server.service.playerCounts().all()).isEqualTo(1);
        queue(first, "cam2");
        assertThat(server.service.playerCounts().all()).isEqualTo(1);
        Client second = server.connect("live");
        queue(second, "cam");
        assertThat(second.heard()).contains("NetStream.Play.Failed");
        assertThat(server.service.playerCounts().refusedByKind()).containsEntry(ViewerKind.RTMP, 1L);
    }

    private static void queue(Client client, String name) {
        client.createStreamUnheard();
        client.call(1, "play", 0, name, -2, -1, false);
    }

    @Test
    void whoIsNotAllowedTakesNoPlace() throws Exception {
        Server server = new Server(DEFAULTS, request -> Decision.deny("no"));
        Client client = server.connect("live");
        client.play(client.createStream(), "cam");
        server.decide();
        assertThat(client.heard()).contains("NetStream.Play.Failed");
        assertThat(server.service.playerCounts().all()).isZero();
        assertThat(server.service.playerCounts().refusedByKind()).isEmpty();
    }

    @Test
    void whoIsGoneBeforeTheAnswerTakesNoPlace() throws Exception {
        Server server = new Server(DEFAULTS, request -> Decision.ALLOW);
        Client client = server.connect("live");
        client.play(client.createStream(), "cam");
        client.disconnect();
        server.decide();
        assertThat(server.service.playerCounts().all()).isZero();
        assertThat(server.hub.streams()).isEmpty();
    }
}
