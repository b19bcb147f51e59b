package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.audio;
import static io.millrace.server.rtmp.Client.video;
import static io.millrace.server.rtmp.Media.audioHeader;
import static io.millrace.server.rtmp.Media.inter;
import static io.millrace.server.rtmp.Media.key;
import static io.millrace.server.rtmp.Media.keyOfTrackOne;
import static io.millrace.server.rtmp.Media.sound;
import static io.millrace.server.rtmp.Media.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlayingTest {
    private static final String[] ACCEPTED = {"StreamBegin 1", "NetStream.Play.Reset", "NetStream.Play.Start"};

    private final Server server = new Server();

    @ParameterizedTest
    @ValueSource(ints = {-2, -2000, -1, -1000, 0, 5000})
    @DisplayName("IP-50: whatever start is asked for, a live stream of that name is played")
    void liveStreamIsPlayedForEveryStart(int start) {
        server.publisher();
        Client player = server.connect("live");
        player.call(player.createStream(), "play", 0, "cam", start);
        assertThat(player.heard()).containsExactly(ACCEPTED);
    }

    @Test
    @DisplayName("IP-50, R-144: without a publisher live waits, and a recording is not found")
    void recordingThatDoesNotExistIsNotFound() {
        Client player = server.connect("live");
        player.call(player.createStream(), "play", 0, "cam", 0);
        assertThat(player.heard()).containsExactly("NetStream.Play.StreamNotFound");
        assertThat(server.counters().refused.sum()).isEqualTo(1);
        assertThat(server.hub.streams()).isEmpty();
        player.call(1, "play", 0, "cam", -1000);
        assertThat(player.heard()).containsExactly(ACCEPTED);
        Client publisher = server.publisher();
        publisher.video(0, key(1));
        assertThat(player.heard()).containsExactly("StreamBegin 1", "NetStream.Play.PublishNotify", video(key(1), 0));
    }

    @Test
    @DisplayName(
            "ER-110, ER-025: by default track 0, unwrapped; with ?tracks=all everything as published, and track maps")
    void tracksAreChosenByTheStreamName() {
        Client publisher = server.publisher();
        publisher.video(0, key(1));
        publisher.video(0, keyOfTrackOne(2));
        Client plain = server.player();
        assertThat(server.connect("live").played("cam")).containsExactly(video(key(1), 0));
        assertThat(server.connect("live").played("cam?tracks=all"))
                .containsExactly(video(key(1), 0), "data onMetaData", video(keyOfTrackOne(2), 0));
        publisher.video(40, keyOfTrackOne(3));
        publisher.video(40, inter(4));
        assertThat(plain.heard()).containsExactly(video(inter(4), 40));
    }

    @Test
    @DisplayName("R-151: receiveVideo false stops video, true starts it again at a key frame, with its header")
    void videoIsSwitchedOffAndOn() {
        Client publisher = server.publisher();
        publisher.video(0, videoHeader(1));
        publisher.audio(0, audioHeader(2));
        publisher.video(0, key(3));
        Client player = server.player();
        player.call(1, "receiveVideo", 0, false);
        player.heard();
        publisher.video(40, inter(4));
        publisher.audio(40, sound(5));
        server.advance(Duration.ofMillis(50)); // audio waits for video, but not long
        assertThat(player.heard()).containsExactly(audio(sound(5), 40));
        player.call(1, "receiveVideo", 0, true);
        assertThat(player.heard()).containsExactly("NetStream.Seek.Notify", "NetStream.Play.Start");
        publisher.video(80, inter(6));
        assertThat(player.heard()).isEmpty();
        publisher.video(120, key(7));
        assertThat(player.heard())
                .containsExactly(video(videoHeader(1), 120), audio(audioHeader(2), 120), video(key(7), 120));
    }

    @Test
    @DisplayName("R-151: receiveAudio before play holds for it")
    void audioIsSwitchedOffBeforePlay() {
        Client publisher = server.publisher();
        publisher.audio(0, audioHeader(1));
        publisher.video(0, key(2));
        publisher.audio(0, sound(3));
        Client player = server.connect("live");
        player.createStreamUnheard();
        player.call(1, "receiveAudio", 0, false);
        player.heard();
        player.play(1, "cam");
        assertThat(player.heard()).endsWith("NetStream.Play.Start", video(key(2), 0));
    }

    @Test
    void choiceDoesNotOutliveItsNetStream() {
        Client publisher = server.publisher();
        publisher.video(0, key(1));
        Client player = server.player();
        player.call(1, "receiveVideo", 0, false);
        player.call(0, "deleteStream", 0, 1);
        player.heard();
        assertThat(player.played("cam")).containsExactly(video(key(1), 0));
    }

    @Test
    @DisplayName("R-153: a paused live stream goes on at the next key frame, never back in time")
    void pauseDetachesAndUnpauseJoinsAgain() {
        Client publisher = server.publisher();
        publisher.video(0, key(1));
        Client player = server.player();
        player.call(1, "pause", 0, true, 0);
        assertThat(player.heard()).containsExactly("NetStream.Pause.Notify");
        publisher.video(40, inter(2));
        publisher.video(80, key(3));
        assertThat(player.heard()).isEmpty();
        player.call(1, "pause", 0, false, 40);
        publisher.video(120, inter(4));
        assertThat(player.heard()).containsExactly("NetStream.Unpause.Notify");
        publisher.video(160, key(5));
        assertThat(player.heard()).containsExactly(video(key(5), 160));
    }

    @Test
    void withoutGopCacheAPlayerWaitsForTheNextKeyFrame() {
        Server live = new Server(ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults().withGopCache(false)));
        Client publisher = live.publisher();
        publisher.video(0, key(1));
        Client player = live.connect("live");
        player.play(player.createStream(), "cam");
        assertThat(player.heard()).containsExactly(ACCEPTED);
        publisher.video(40, key(2));
        assertThat(player.heard()).containsExactly(video(key(2), 40));
    }

    @Test
    void netStreamsOfOneConnectionPublishAndPlaySideBySide() {
        Client both = server.connect("live");
        both.publish(both.createStream(), "one");
        Client other = server.publisher();
        both.heard();
        both.play(both.createStream(), "cam");
        both.play(both.createStream(), "one");
        both.heard();
        both.video(0, key(1));
        other.video(0, key(2));
        assertThat(both.heardByStream()).containsExactly("3: " + video(key(1), 0), "2: " + video(key(2), 0));
        both.call(0, "deleteStream", 0, 3);
        both.video(40, inter(3));
        other.video(40, inter(4));
        assertThat(both.heardByStream()).containsExactly("2: " + video(inter(4), 40));
        both.disconnect();
        other.disconnect();
        server.advance(Duration.ofSeconds(11));
        assertThat(server.hub.streams()).isEmpty();
        assertThat(server.hub.slabBytes()).isZero();
    }

    @Test
    @DisplayName("R-031: frames too large for one write reach all NetStreams of a connection whole")
    void everyNetStreamHasChunkStreamsOfItsOwn() {
        Client publisher = server.publisher();
        Client player = server.connect("live");
        int streams = 0;
        for (String answer = "_result 1"; answer.startsWith("_result"); streams++) {
            player.createStreamUnheard();
            answer = player.heard().getLast();
        }
        for (int streamId = 1; streamId < streams; streamId++) {
            player.play(streamId, "cam");
        }
        player.heard();
        Bytes large = Bytes.wrap(Arrays.copyOf(key(1).toByteArray(), 1_000_000));
        publisher.video(0, large);
        assertThat(player.messages())
                .hasSize(streams - 1)
                .extracting(RawMessage::body)
                .containsOnly(large);
    }

    @Test
    void playAgainOnTheSameNetStreamChangesTheStream() {
        Client publisher = server.publisher();
        publisher.video(0, key(1));
        Client player = server.connect("live");
        player.play(player.createStream(), "nothing");
        player.heard();
        assertThat(player.played("cam")).containsExactly(video(key(1), 0));
        assertThat(server.hub.streams()).hasSize(1);
    }
}
