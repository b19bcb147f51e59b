package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.server.auth.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Players of recorded streams when something is wrong: with the file, with the disk, or with them. */
final class RecordedTroubleTest {
    private final Recordings recordings =
            new Recordings().with("film", 3000).with("clip", 1000).with("day", 86_400_000);
    private final Server server = new Server(
            request -> request.parameters().equals(Map.of("key", "wrong")) ? Decision.deny("wrong") : Decision.ALLOW,
            recordings);
    private final Client player = server.connect("live");

    @AfterEach
    void everyFileIsClosedInTheEnd() throws InterruptedException {
        player.disconnect();
        server.settle();
        assertThat(recordings.open).isZero();
    }

    @Test
    @DisplayName("R-147, R-154: what breaks off is told as broken and as stopped, and not as complete")
    void fileThatBreaksOff() throws InterruptedException {
        recordings.brokenFromMillis = 80;
        assertThat(play("film", 0))
                .endsWith(
                        video(Media.inter(1), 40),
                        "NetStream.Play.FileStructureInvalid",
                        "StreamEof",
                        "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-152: one can seek back in what has broken off, and hears it is complete if it is then")
    void seeksInAFileThatHasBrokenOff() throws InterruptedException {
        recordings.brokenFromMillis = 80;
        play("clip", 0);
        recordings.brokenFromMillis = Long.MAX_VALUE;
        assertThat(call("seek", 0)).endsWith("data onPlayStatus", "StreamEof", "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-148: what is queued behind a file that breaks off is played")
    void goesOnBehindAFileThatBreaksOff() throws InterruptedException {
        recordings.brokenFromMillis = 2000;
        play("film", 0);
        call("play", "clip", 0, -1, false);
        server.advance(Duration.ofSeconds(1));
        server.advance(Duration.ofSeconds(1));
        assertThat(heard())
                .containsSubsequence(
                        video(Media.inter(24), 1960),
                        "NetStream.Play.FileStructureInvalid",
                        "NetStream.Play.Start",
                        video(Media.key(0), 2000),
                        video(Media.inter(24), 2960),
                        "data onPlayStatus",
                        "StreamEof",
                        "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-144: duration 0 of a file that has a header of video but no picture does not read all of it")
    void noPicture() throws InterruptedException {
        recordings.soundOnly = true;
        assertThat(play("day", 0, 0)).endsWith("data onPlayStatus", "StreamEof", "NetStream.Play.Stop");
        assertThat(recordings.framesRead).isLessThan(1_000_000); // of 2,160,000
    }

    @Test
    @DisplayName("R-149: a stream whose appendAndWait is refused can be used again")
    void appendAndWaitThatIsRefused() throws InterruptedException {
        player.createStreamUnheard();
        heard();
        AmfObject wanted = AmfProperties.builder()
                .put("transition", "appendAndWait")
                .put("streamName", "clip?key=wrong")
                .buildObject();
        assertThat(call("play2", wanted)).containsExactly("NetStream.Play.Failed");
        assertThat(call("publish", "cam", "live")).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
    }

    @Test
    @DisplayName("IP-52: who may not play a stream is not told its length")
    void lengthIsForThoseWhoMayPlay() throws InterruptedException {
        player.call(0, "getStreamLength", 9, "film?key=wrong");
        assertThat(heard()).containsExactly("_result 0");
        assertThat(server.counters().refused.sum()).isOne();
        player.call(0, "getStreamLength", 10, "film?key=right");
        assertThat(heard()).containsExactly("_result 3");
    }

    @Test
    @DisplayName(
            "R-144: a disk that hangs holds up neither live streams nor decisions; what was asked of it is done later")
    void diskThatHangs() throws InterruptedException {
        play("film", 0);
        server.diskHangs();
        assertThat(call("seek", 2000)).noneMatch(words -> words.startsWith("video"));
        Client another = server.connect("live");
        another.createStreamUnheard();
        another.play(1, "clip");
        server.settle();
        assertThat(another.heard()).containsExactly("_result 1");

        Client publisher = server.connect("live");
        publisher.publish(publisher.createStream(), "cam");
        server.settle();
        Client viewer = server.connect("live");
        viewer.play(viewer.createStream(), "cam");
        server.settle();
        publisher.video(0, Media.key(1));
        server.advance(Duration.ofMillis(20));
        assertThat(viewer.heard()).contains("NetStream.Play.Start", video(Media.key(1), 0));

        server.diskAnswers();
        assertThat(heard()).contains(video(Media.key(2), 2000));
        assertThat(another.heard()).contains("NetStream.Play.Start", video(Media.key(0), 0));
        another.disconnect();
    }

    private List<String> play(Object... arguments) throws InterruptedException {
        player.createStreamUnheard();
        heard();
        return call("play", arguments);
    }

    private List<String> call(String name, Object... arguments) throws InterruptedException {
        player.call(1, name, 0, arguments);
        return heard();
    }

    private List<String> heard() throws InterruptedException {
        server.settle();
        return player.heard();
    }
}
