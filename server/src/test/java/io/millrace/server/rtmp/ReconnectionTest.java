package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.video;
import static io.millrace.server.rtmp.Media.inter;
import static io.millrace.server.rtmp.Media.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.server.application.Application;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Clients;
import io.millrace.server.application.ReconnectRequest.Outcome;
import io.millrace.server.auth.Decision;
import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that are asked to connect anew: who, when, and what becomes of what they publish. */
final class ReconnectionTest {
    private static final String ASKED = "NetConnection.Connect.ReconnectRequest";
    private static final ReconnectRequest ALL = ReconnectRequest.of(new Clients.All());

    private final Server server = new Server();

    @Test
    @DisplayName("ER-045: who shakes hands when the server begins to drain is asked when it has connected")
    void drainAsksWhoIsInItsHandshake() {
        Client early = connected(server);
        Client late = server.accept();
        CompletableFuture<Outcome> drained = server.service.drain(ALL);
        server.loop.runAll();
        assertThat(drained).isCompletedWithValue(new Outcome(1, 0));
        assertThat(early.heard()).containsExactly(ASKED);
        late.handshake();
        connect(late);
        assertThat(late.heard())
                .contains("_result NetConnection.Connect.Success")
                .endsWith(ASKED);
        assertThat(server.counters().reconnectsAsked.sum()).isEqualTo(2);
    }

    @Test
    @DisplayName("ER-045: who waits for the application when the server begins to drain is asked when it is accepted")
    void drainAsksWhoWaitsForTheApplication() throws Exception {
        Server hosting = new Server(ServerConfig.defaults(), Map.of("live", new Application() {}));
        Client client = hosting.accept();
        client.handshake();
        connect(client);
        CompletableFuture<Outcome> drained = hosting.service.drain(ALL);
        hosting.loop.runAll();
        assertThat(drained).isCompletedWithValue(new Outcome(0, 0));
        assertThat(client.heard()).doesNotContain(ASKED);
        assertThat(client.settled()).contains("_result NetConnection.Connect.Success", ASKED);
    }

    @Test
    @DisplayName(
            "ER-047: a publish that waited for the authorizer when its client was asked gives way when that returns")
    void publishThatWaitedGivesWay() throws Exception {
        Server asking = new Server(ServerConfig.defaults(), request -> Decision.ALLOW);
        Client old = connected(asking);
        old.publish(old.createStream(), "cam");
        ask(asking, ALL);
        asking.decide();
        assertThat(old.heard()).containsExactly(ASKED, "StreamBegin 1", "NetStream.Publish.Start");
        Client fresh = connected(asking);
        fresh.publish(fresh.createStream(), "cam");
        asking.decide();
        assertThat(fresh.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
    }

    @Test
    @DisplayName("ER-047: what a client publishes after it was asked gives way when the client returns")
    void publishAfterTheAskGivesWay() {
        Client old = connected(server);
        ask(server, ALL);
        old.heard();
        old.publish(old.createStream(), "cam");
        old.video(0, key(1));
        Client player = server.player();
        Client fresh = publisher();
        fresh.video(40, key(2));
        assertThat(player.heard()).containsExactly(video(key(2), 40));
    }

    @Test
    @DisplayName("ER-040, ER-043: a client that was asked is served on, and can be asked again")
    void secondAsk() {
        Client publisher = publisher();
        assertThat(ask(server, ALL)).isEqualTo(new Outcome(1, 0));
        assertThat(ask(server, ALL.to("/other"))).isEqualTo(new Outcome(1, 0));
        assertThat(publisher.heard()).containsExactly(ASKED, ASKED);
        assertThat(server.counters().reconnectsAsked.sum()).isEqualTo(2);
        Client player = server.player();
        publisher.video(0, key(1));
        assertThat(player.heard()).containsExactly(video(key(1), 0));
    }

    @Test
    @DisplayName("ER-043: a publisher that was asked and stays goes on, whatever time passes")
    void publisherThatStaysGoesOn() {
        Client publisher = publisher();
        publisher.video(0, key(1));
        Client player = server.player();
        ask(server, ALL);
        server.advance(Duration.ofMinutes(10));
        publisher.video(40, inter(2));
        assertThat(player.heard()).containsExactly(video(inter(2), 40));
        assertThat(publisher.heard()).containsExactly(ASKED);
    }

    @Test
    @DisplayName(
            "ER-047: viewers of a publisher that was asked, left and does not return are told after the grace time")
    void publisherThatNeverReturns() {
        Client publisher = publisher();
        publisher.video(0, key(1));
        Client player = server.player();
        ask(server, ALL);
        publisher.call(1, "closeStream", 0);
        publisher.disconnect();
        server.advance(Duration.ofSeconds(9));
        assertThat(player.heard()).isEmpty();
        server.advance(Duration.ofSeconds(2));
        assertThat(player.heard()).startsWith("NetStream.Play.UnpublishNotify");
    }

    @Test
    @DisplayName("ER-045: who cannot be asked is closed after the time that was asked for last")
    void laterTimeReplacesTheEarlier() {
        Client client = server.connect("live");
        assertThat(ask(server, ALL.closingOthersAfter(Duration.ofSeconds(10)))).isEqualTo(new Outcome(0, 1));
        ask(server, ALL.closingOthersAfter(Duration.ofSeconds(30)));
        ask(server, ALL);
        assertThat(server.loop.alarms()).isOne();
        server.advance(Duration.ofSeconds(29));
        assertThat(client.connection.closeReason).isNull();
        server.advance(Duration.ofSeconds(1));
        assertThat(client.heard()).containsExactly("NetConnection.Connect.Closed");
        assertThat(client.connection.closeReason).contains(ALL.description());
    }

    @Test
    void nothingWaitsForWhoHasLeft() {
        Client client = server.connect("live");
        ask(server, ALL.closingOthersAfter(Duration.ofHours(24)));
        client.disconnect();
        assertThat(server.loop.alarms()).isZero();
        assertThat(ask(server, ALL)).isEqualTo(new Outcome(0, 0));
    }

    @Test
    void whatCannotBeSentFailsInsteadOfHanging() {
        Client client = connected(server);
        CompletableFuture<Outcome> outcome = server.service.requestReconnect(ALL.to("/" + "x".repeat(1 << 24)));
        server.loop.runAll();
        assertThat(outcome).isCompletedExceptionally();
        assertThat(client.connection.closeReason).isEqualTo("internal error");
    }

    private static Outcome ask(Server server, ReconnectRequest request) {
        CompletableFuture<Outcome> outcome = server.service.requestReconnect(request);
        server.loop.runAll();
        return outcome.join();
    }

    private Client publisher() {
        Client client = connected(server);
        client.publish(client.createStream(), "cam");
        assertThat(client.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        return client;
    }

    /** That announced that it follows such a request. */
    private static Client connected(Server server) {
        Client client = server.accept();
        client.handshake();
        connect(client);
        client.heard();
        return client;
    }

    private static void connect(Client client) {
        client.connect(AmfProperties.builder()
                .put("app", "live")
                .put("tcUrl", "rtmp://127.0.0.1/live")
                .put("capsEx", 1));
    }
}
