package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.times;
import static io.millrace.server.rtmp.Client.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Players that go over from one version of a content to another. */
final class SwitchingTest {
    private final Recordings recordings = new Recordings()
            .with("clip", 1000)
            .with("film", 3000)
            .with("long", 60_000)
            .with("long-hd", 60_000);
    private final Server server = new Server(recordings);
    private final Client player = server.connect("live");

    @AfterEach
    void everyFileIsClosedInTheEnd() throws InterruptedException {
        player.disconnect();
        server.settle();
        assertThat(recordings.open).isZero();
    }

    @Test
    @DisplayName("R-149: switch goes over at the next key frame that is not sent yet, and time goes on")
    void switches() throws InterruptedException {
        List<String> heard = new ArrayList<>(player.view("long", 0));
        List<String> told = player.play2("switch", "long-hd", "long");
        assertThat(told).startsWith("NetStream.Play.Transition");
        heard.addAll(told);
        heard.addAll(player.advance(Duration.ofSeconds(5)));
        assertThat(heard)
                .containsSubsequence(
                        video(Media.inter(24), 2960),
                        "data onPlayStatus",
                        video(Media.videoHeader(0), 3000),
                        video(Media.key(3), 3000));
        assertThat(times(heard)).isSorted().contains(2960, 3000, 3040).contains(5960);
    }

    @Test
    @DisplayName("R-149: switch between live streams waits for the other's key frame")
    void switchesLive() throws InterruptedException {
        Client low = server.publisher();
        Client high = server.connect("live");
        high.publish(high.createStream(), "cam-hd");
        low.video(1000, Media.key(1));
        high.video(1000, Media.key(101));
        List<String> heard = new ArrayList<>(player.view("cam", -2));
        heard.addAll(player.play2("switch", "cam-hd", ""));
        low.video(1040, Media.inter(2));
        high.video(1040, Media.inter(102));
        low.video(1080, Media.inter(3));
        high.video(1120, Media.key(103));
        low.video(1120, Media.key(4));
        heard.addAll(player.settled());
        assertThat(heard)
                .containsSubsequence(
                        "NetStream.Play.Transition",
                        video(Media.inter(2), 1040),
                        video(Media.inter(3), 1080),
                        "data onPlayStatus",
                        video(Media.key(103), 1120))
                .doesNotContain(video(Media.key(4), 1120));
    }

    @Test
    @DisplayName("R-149: switch from a live stream to a recorded one goes over at once, and time goes on")
    void switchesFromLiveToRecorded() throws InterruptedException {
        Client publisher = server.publisher();
        publisher.video(5000, Media.key(1));
        List<String> heard = new ArrayList<>(player.view("cam", -2));
        player.call(1, "play2", 0, Client.transition("switch", "film", ""));
        publisher.video(5040, Media.inter(2));
        server.decideOnce(); // the file is open, nothing of it is read
        publisher.video(5080, Media.inter(3));
        heard.addAll(player.settled());
        assertThat(heard)
                .containsSubsequence(
                        "NetStream.Play.Transition",
                        video(Media.inter(2), 5040),
                        "data onPlayStatus",
                        video(Media.key(0), 5080),
                        video(Media.inter(1), 5120))
                .doesNotContain(video(Media.inter(3), 5080));
        assertThat(times(heard)).isSorted();
    }

    @Test
    @DisplayName(
            "R-153, R-149, R-063: who is paused while it switches still is, and is sent what it wants since, after a seek")
    void staysPausedAcrossASwitch() throws InterruptedException {
        player.view("long", 0);
        player.play2("switch", "long-hd", "");
        player.ask("pause", true, 0);
        player.send(0, 0, new SetBufferLength(1, 5000));
        assertThat(times(player.ask("seek", 20_000))).isEmpty();
        assertThat(times(player.ask("pause", false, 0))).startsWith(20_000).endsWith(25_000);
    }

    @Test
    @DisplayName("R-149: of two switches the later one counts, and one that is impossible leaves what plays as it is")
    void switchesTwice() throws InterruptedException {
        List<String> heard = new ArrayList<>(player.view("long", 0));
        player.play2("switch", "long-hd", "");
        assertThat(player.play2("switch", "clip", "")).contains("NetStream.Play.Failed");
        assertThat(recordings.open).isOne();
        player.play2("switch", "long-hd", "");
        player.play2("switch", "long-hd", "");
        assertThat(recordings.open).isEqualTo(2);
        heard.addAll(player.advance(Duration.ofSeconds(4)));
        assertThat(times(heard)).isSorted().contains(2960, 3000, 3040, 4960);
        assertThat(recordings.open).isOne();
    }

    @Test
    @DisplayName("R-149: stop ends a switch too")
    void stopsWhileItSwitches() throws InterruptedException {
        player.view("long", 0);
        player.play2("switch", "long-hd", "");
        player.play2("stop", "", "");
        assertThat(recordings.open).isZero();
    }

    @Test
    @DisplayName("R-149, R-153: however long a pause was, a switch in it goes over where the player is")
    void switchesWhilePaused() throws InterruptedException {
        player.view("long", 0);
        player.ask("pause", true, 1000);
        server.advance(Duration.ofMinutes(10));
        assertThat(player.play2("switch", "long-hd", "")).containsExactly("NetStream.Play.Transition");
        List<String> heard = new ArrayList<>(player.ask("pause", false, 1000));
        heard.addAll(player.advance(Duration.ofSeconds(3)));
        assertThat(heard)
                .containsSubsequence(
                        video(Media.inter(24), 2960), "data onPlayStatus", video(Media.videoHeader(0), 3000));
        assertThat(times(heard)).isSorted().startsWith(1040);
    }

    @Test
    @DisplayName("R-149, R-154: a version that is broken is refused, and what plays is not said to be broken")
    void brokenVersionIsRefused() throws InterruptedException {
        player.view("film", 0);
        recordings.brokenFromMillis = 2500;
        assertThat(player.play2("switch", "long", ""))
                .containsExactly("NetStream.Play.Transition", "NetStream.Play.Failed");
        assertThat(recordings.open).isOne();
        recordings.brokenFromMillis = Long.MAX_VALUE;
        List<String> heard = player.advance(Duration.ofSeconds(3));
        assertThat(times(heard)).endsWith(2960);
        assertThat(heard)
                .endsWith("data onPlayStatus", "StreamEof", "NetStream.Play.Stop")
                .doesNotContain("NetStream.Play.FileStructureInvalid");
    }

    @Test
    @DisplayName("R-149, R-154: a version that breaks off once it plays is itself told to be broken")
    void versionThatBreaksOffIsBlamed() throws InterruptedException {
        player.view("long", 0);
        player.play2("switch", "long-hd", "");
        recordings.brokenFromMillis = 4000;
        for (int i = 0; i < 10; i++) {
            server.advance(Duration.ofMillis(500));
            server.settle();
        }
        assertThat(player.messages())
                .extracting(SwitchingTest::text)
                .filteredOn(text -> text.contains("FileStructureInvalid"))
                .singleElement()
                .asString()
                .contains("live/long-hd");
    }

    private static String text(RawMessage message) {
        return new String(message.body().toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("R-149: as the server ends a switch is refused, and nothing stays open")
    void switchesAsTheServerEnds() throws InterruptedException {
        player.view("long", 0);
        player.call(1, "play2", 0, Client.transition("switch", "long-hd", ""));
        server.diskEnds(); // the file is being opened
        assertThat(player.settled()).contains("NetStream.Play.Failed");
        assertThat(recordings.open).isOne();
    }

    @Test
    @DisplayName(
            "R-149: a search that fails by no fault of the file is an answer too, and what the client says next is heard")
    void searchFails() throws InterruptedException {
        player.view("long", 0);
        recordings.noMemory = true;
        assertThat(player.play2("switch", "long-hd", "")).contains("NetStream.Play.Failed");
        recordings.noMemory = false;
        assertThat(player.ask("pause", true, 0)).contains("NetStream.Pause.Notify");
    }
}
