package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.command;
import static io.millrace.server.rtmp.Client.video;
import static io.millrace.server.rtmp.Media.inter;
import static io.millrace.server.rtmp.Media.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl;
import io.millrace.server.auth.AuthorizationRequest;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Decision;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What happens while the authorizer thinks, and after it has. */
final class AuthorizationTest {
    private final AtomicReference<AuthorizationRequest> asked = new AtomicReference<>();
    private final AtomicReference<Thread> askedOn = new AtomicReference<>();

    private Server serverThatAnswers(Decision decision) {
        return new Server(ServerConfig.defaults(), request -> {
            asked.set(request);
            askedOn.set(Thread.currentThread());
            return decision;
        });
    }

    @Test
    void questionIsAskedOffTheEventLoopWithAllThatIsKnown() throws Exception {
        Server server = serverThatAnswers(Decision.ALLOW);
        Client client = server.connect("live/eu?token=1&key=2");
        client.publish(client.createStream(), "cam?key=3");
        assertThat(client.heard()).isEmpty();
        server.decide();
        assertThat(client.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        assertThat(asked.get())
                .isEqualTo(new AuthorizationRequest(
                        Action.PUBLISH, "live", "eu/cam", Map.of("token", "1", "key", "3"), "127.0.0.1:50001"));
        assertThat(askedOn.get()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void messagesAreHeldInOrderWhileControlGoesThrough() throws Exception {
        Server server = serverThatAnswers(Decision.ALLOW);
        Client client = server.connect("live");
        client.createStreamUnheard();
        client.heard();
        client.send(
                1,
                0,
                command("publish", 0, "cam", "live"),
                new RtmpMessage.Video(key(1)),
                new RtmpMessage.SetChunkSize(128),
                new UserControl.PingRequest(7),
                new RtmpMessage.Video(inter(2)),
                command("closeStream", 0));
        assertThat(client.heard()).containsExactly("PingResponse");
        assertThat(client.connection.readingPaused).isTrue();
        Client player = server.connect("live");
        player.createStreamUnheard();
        player.heard();
        player.play(1, "cam");

        server.decide(); // the publisher was first
        assertThat(client.heard())
                .containsExactly("StreamBegin 1", "NetStream.Publish.Start", "NetStream.Unpublish.Success");
        assertThat(client.connection.readingPaused).isFalse();
        assertThat(server.counters().ignoredMedia.sum()).isZero();
        assertThat(server.hub.counters().appended.sum()).isEqualTo(2);
        assertThat(player.heard()).contains("NetStream.Play.Start");
    }

    @Test
    void twoQuestionsAreAnsweredOneAfterTheOther() throws Exception {
        Server server = serverThatAnswers(Decision.ALLOW);
        Client client = server.connect("live");
        client.createStreamUnheard();
        client.createStreamUnheard();
        client.heard();
        client.publish(1, "cam");
        client.play(2, "cam");
        client.send(1, 0, new RtmpMessage.Video(key(1)));
        server.decide();
        server.decide();
        assertThat(client.heard())
                .containsExactly(
                        "StreamBegin 1",
                        "NetStream.Publish.Start",
                        "StreamBegin 2",
                        "NetStream.Play.Reset",
                        "NetStream.Play.Start",
                        video(key(1), 0));
        assertThat(client.connection.readingPaused).isFalse();
    }

    @Test
    void nothingIsLeftWhenTheClientGoesWhileItIsAskedAbout() throws Exception {
        Server server = serverThatAnswers(Decision.ALLOW);
        Client publisher = server.connect("live");
        publisher.publish(publisher.createStream(), "cam");
        publisher.video(0, key(1));
        Client player = server.connect("live");
        player.play(player.createStream(), "cam");
        publisher.disconnect();
        player.disconnect();
        server.decide();
        assertThat(server.hub.streams()).isEmpty();
        assertThat(server.counters().publishes.sum()).isZero();
        assertThat(server.counters().plays.sum()).isZero();
    }

    @Test
    void refusalIsToldOnTheStreamAndTheConnectionGoesOn() throws Exception {
        Server server = serverThatAnswers(Decision.deny("not today"));
        Client client = server.connect("live");
        client.publish(client.createStream(), "cam");
        server.decide();
        assertThat(client.heard()).containsExactly("NetStream.Publish.Denied");
        client.play(1, "cam");
        server.decide();
        assertThat(client.heard()).containsExactly("NetStream.Play.Failed");
        assertThat(server.counters().refused.sum()).isEqualTo(2);
        assertThat(client.connection.closeReason).isNull();
        assertThat(server.hub.streams()).isEmpty();
    }

    @Test
    void authorizerThatFailsDenies() throws Exception {
        Server server = new Server(ServerConfig.defaults(), request -> {
            throw new IllegalStateException("the database is down");
        });
        Client client = server.connect("live");
        client.publish(client.createStream(), "cam");
        server.decide();
        assertThat(client.heard()).containsExactly("NetStream.Publish.Denied");
        assertThat(client.connection.readingPaused).isFalse();
    }

    @Test
    void unknownApplicationIsRefusedWhereverItsNameIsGiven() {
        ServerConfig strict = ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults())
                .with("strict-applications", "true");
        Server server = new Server(strict, request -> Decision.ALLOW);
        Client client = server.connect("");
        client.publish(client.createStream(), "other/cam");
        assertThat(client.heard()).containsExactly("NetStream.Publish.Denied");
        client.play(1, "other/cam");
        assertThat(client.heard()).containsExactly("NetStream.Play.Failed");
    }

    @Test
    @DisplayName("IP-40: the key that the configuration wants comes with the stream name or with the application")
    void keyOpensWhatItIsFor() throws Exception {
        Server server = new Server(ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults().withPublishKey("secret")));
        Client client = server.connect("live");
        client.publish(client.createStream(), "cam?key=wrong");
        server.decide();
        assertThat(client.heard()).containsExactly("NetStream.Publish.Denied");
        client.publish(1, "cam?key=secret");
        server.decide();
        assertThat(client.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        Client other = server.connect("live?key=secret");
        other.publish(other.createStream(), "cam2");
        server.decide();
        assertThat(other.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        Client player = server.player(); // playing needs no key, so nobody is asked
        player.call(0, "_checkbw", 9);
        assertThat(player.heard()).containsExactly("_result ");
    }
}
