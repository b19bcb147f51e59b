package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.data;
import static io.millrace.server.rtmp.Client.video;
import static io.millrace.server.rtmp.Media.key;
import static io.millrace.server.rtmp.Media.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PublisherLeavesTest {
    private final Server server = new Server();
    private final Client publisher = server.publisher();
    private Client player;

    @BeforeEach
    void play() {
        publisher.video(0, videoHeader(1));
        publisher.video(0, key(2));
        player = server.player();
    }

    @Test
    @DisplayName("IP-44, R-142: the end by command is told to viewers at once, then there is a publisher again")
    void commandEndsTheStreamAtOnce() {
        publisher.call(1, "closeStream", 0);
        assertThat(publisher.heard()).containsExactly("NetStream.Unpublish.Success");
        assertThat(player.heard()).startsWith("NetStream.Play.UnpublishNotify").contains("StreamEof");
        publisher.publish(1, "cam");
        publisher.video(0, key(3));
        assertThat(player.heard())
                .contains("NetStream.Play.PublishNotify")
                .last()
                .asString()
                .startsWith("video ");
    }

    @Test
    @DisplayName("IP-44: FFmpeg's farewell, deleteStream and a closed socket, is an end at once")
    void deleteStreamEndsTheStreamAtOnce() {
        publisher.call(0, "FCUnpublish", 5, "cam");
        publisher.call(0, "deleteStream", 6, 1);
        assertThat(player.heard()).startsWith("NetStream.Play.UnpublishNotify");
        publisher.disconnect();
        assertThat(player.heard()).isEmpty();
    }

    @Test
    @DisplayName("IP-44, R-156: a lost connection is told to viewers when the grace time is over")
    void lostConnectionEndsTheStreamAfterTheGraceTime() {
        publisher.disconnect();
        server.advance(Duration.ofSeconds(9));
        assertThat(player.heard()).isEmpty();
        server.advance(Duration.ofSeconds(2));
        assertThat(player.heard()).startsWith("NetStream.Play.UnpublishNotify");
    }

    @Test
    void publisherThatComesBackInTimeIsNoNews() {
        publisher.disconnect();
        server.advance(Duration.ofSeconds(2));
        Client again = server.publisher();
        again.video(2000, key(3));
        server.advance(Duration.ofSeconds(20));
        assertThat(player.heard()).containsExactly(video(key(3), 2000));
    }

    @Test
    void withoutGraceTimeALostConnectionEndsTheStreamAtOnce() {
        Server strict = new Server(ServerConfig.defaults().with("streams.publish-grace", "0s"));
        Client source = strict.publisher();
        source.video(0, key(1));
        Client viewer = strict.player();
        source.disconnect();
        assertThat(viewer.heard()).startsWith("NetStream.Play.UnpublishNotify");
    }

    @Test
    @DisplayName("R-062: a publisher that sends nothing is dry, once")
    void silenceIsTold() {
        publisher.tick(Duration.ofSeconds(4));
        assertThat(player.heard()).isEmpty();
        publisher.tick(Duration.ofSeconds(7));
        publisher.tick(Duration.ofSeconds(8));
        assertThat(player.heard()).containsExactly("StreamDry 1");
    }

    @Test
    @DisplayName("R-062: after how long a publisher is dry is configured")
    void silenceIsToldLater() {
        Server patient = new Server(ServerConfig.defaults().with("streams.dry-after", "20s"));
        Client source = patient.publisher();
        source.video(0, key(1));
        Client viewer = patient.player();
        source.tick(Duration.ofSeconds(19));
        assertThat(viewer.heard()).isEmpty();
        source.tick(Duration.ofSeconds(21));
        assertThat(viewer.heard()).containsExactly("StreamDry 1");
    }

    @Test
    @DisplayName("R-143: stored data reaches later players, other data only those who are there")
    void dataIsStoredWhenItIsMeantToBe() {
        publisher.send(1, 0, data("@setDataFrame", "onMetaData", "values"));
        publisher.send(1, 0, data("onCuePoint", "now"));
        assertThat(player.heard()).containsExactly("data onMetaData", "data onCuePoint");
        publisher.video(40, key(4));
        assertThat(server.connect("live").played("cam"))
                .containsExactly("data onMetaData", video(videoHeader(1), 40), video(key(4), 40));
        publisher.send(1, 0, data("@clearDataFrame", "onMetaData"));
        publisher.video(80, key(5));
        assertThat(server.connect("live").played("cam")).doesNotContain("data onMetaData");
    }

    @Test
    void nothingIsLeftInTheEnd() {
        publisher.disconnect();
        player.disconnect();
        server.advance(Duration.ofSeconds(11));
        assertThat(server.hub.streams()).isEmpty();
        assertThat(server.hub.slabBytes()).isZero();
    }
}
