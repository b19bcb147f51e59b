package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.Aggregates;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordedPlayTest {
    private final Recordings recordings = new Recordings()
            .with("film", 3000)
            .with("clip", 1000)
            .with("long", 60_000)
            .with("long-hd", 60_000);
    private final Server server = new Server(recordings);
    private final Client player = server.connect("live");

    @AfterEach
    void everyFileIsClosedInTheEnd() throws InterruptedException {
        player.disconnect();
        server.settle();
        assertThat(recordings.open).isZero();
        assertThat(server.hub.streams()).allMatch(stream -> stream.viewers() == 0);
    }

    @Test
    @DisplayName("R-064, R-146, R-147, R-061: StreamIsRecorded, Reset, Start, media, Complete, StreamEOF, Stop")
    void playsToTheEnd() throws InterruptedException {
        List<String> heard = new ArrayList<>(play("film", 0));
        heard.addAll(advance(Duration.ofSeconds(3)));
        assertThat(heard)
                .startsWith(
                        "StreamIsRecorded",
                        "StreamBegin 1",
                        "NetStream.Play.Reset",
                        "NetStream.Play.Start",
                        video(0, "170000000000"),
                        video(0, "170100000000"))
                .endsWith(video(2960, "270100000018"), "data onPlayStatus", "StreamEof", "NetStream.Play.Stop")
                .hasSize(4 + 1 + 75 + 3);
    }

    private static String video(long millis, String body) {
        return "video " + body + " @" + millis;
    }

    @Test
    @DisplayName("R-144, IP-50: start and duration choose a part, from the key frame before it, which is at 0")
    void playsAPart() throws InterruptedException {
        List<String> heard = new ArrayList<>(play("film", 1500, 800));
        heard.addAll(advance(Duration.ofSeconds(1)));
        assertThat(times(heard)).startsWith(0, 0, 40).endsWith(1240, 1280).hasSize(34);
    }

    @Test
    @DisplayName("R-144: duration 0 is a single frame")
    void playsASingleFrame() throws InterruptedException {
        assertThat(play("film", 2100, 0))
                .endsWith(
                        video(0, "170000000000"),
                        video(0, "170100000002"),
                        "data onPlayStatus",
                        "StreamEof",
                        "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-063, IP-34: media is sent ahead as far as the buffer wants, but not further than configured")
    void isSentAhead() throws InterruptedException {
        player.createStreamUnheard();
        player.send(0, 0, new SetBufferLength(0, 36_000_000));
        assertThat(times(call("play", "long", 0))).endsWith(59_960);
        call("closeStream");
        player.send(0, 0, new SetBufferLength(1, 5000));
        assertThat(times(call("play", "long", 0))).endsWith(5000);
        assertThat(times(advance(Duration.ofMillis(1040)))).startsWith(5040).endsWith(6040);
        assertThat(times(advance(Duration.ofMillis(1080)))).startsWith(6080).contains(7000);
    }

    @Test
    @DisplayName("R-152: a seek leads to the key frame before, with the headers again; R-023: time goes back")
    void seeks() throws InterruptedException {
        play("long", 0);
        assertThat(call("seek", 30_500))
                .startsWith(
                        "NetStream.Seek.Notify",
                        "NetStream.Play.Start",
                        video(30_000, "170000000000"),
                        video(30_000, "17010000001e"));
        assertThat(call("seek", 2000)).contains("NetStream.Seek.Notify", video(2000, "170100000002"));
        assertThat(call("seek", 99_000_000))
                .contains(video(59_000, "17010000003b"))
                .endsWith("StreamEof", "NetStream.Play.Stop");
        assertThat(call("seek", 58_000)).as("after the end").contains(video(58_000, "17010000003a"));
    }

    @Test
    @DisplayName("R-152: a live stream does not seek, and goes on")
    void liveDoesNotSeek() throws InterruptedException {
        Client publisher = server.publisher();
        publisher.video(0, Media.key(1));
        play("cam", -2);
        assertThat(call("seek", 10)).containsExactly("NetStream.Seek.Failed");
        publisher.video(40, Media.key(2));
        assertThat(player.heard()).containsExactly(video(40, "170100000002"));
    }

    @Test
    @DisplayName("R-153: pause halts, and nothing is lost or sent twice")
    void pauses() throws InterruptedException {
        play("long", 0);
        assertThat(call("pause", true, 500)).containsExactly("NetStream.Pause.Notify");
        assertThat(advance(Duration.ofSeconds(20))).isEmpty();
        List<String> heard = new ArrayList<>(call("pause", false, 500));
        assertThat(heard.removeFirst()).isEqualTo("NetStream.Unpause.Notify");
        heard.addAll(advance(Duration.ofMillis(600)));
        assertThat(times(heard))
                .startsWith(1040, 1080)
                .isSorted()
                .doesNotHaveDuplicates()
                .contains(1480);
    }

    @Test
    @DisplayName("R-151: without video nothing is sent of it; with it again it begins at a key frame")
    void withoutVideo() throws InterruptedException {
        play("long", 0);
        call("receiveVideo", false);
        assertThat(times(advance(Duration.ofSeconds(2)))).isEmpty();
        assertThat(call("receiveVideo", true))
                .startsWith("NetStream.Seek.Notify", "NetStream.Play.Start", video(2000, "170000000000"));
    }

    @Test
    @DisplayName("R-148: recorded and live items follow one another on one time line")
    void playlist() throws InterruptedException {
        Client publisher = server.publisher();
        publisher.video(5000, Media.videoHeader(7));
        publisher.video(5000, Media.key(7));
        List<String> heard = new ArrayList<>(play("film", 2000));
        heard.addAll(call("play", "cam", -2, -1, false));
        heard.addAll(call("play", "clip", 0, -1, false));
        publisher.video(5040, Media.inter(8));
        publisher.call(1, "closeStream", 0);
        server.settle();
        heard.addAll(player.heard());
        heard.addAll(advance(Duration.ofSeconds(2)));
        assertThat(times(heard)).isSorted().startsWith(0).contains(1000, 1040).endsWith(2040);
        assertThat(heard)
                .containsSubsequence(
                        video(960, "270100000018"),
                        "data onPlayStatus",
                        "StreamBegin 1",
                        "NetStream.Play.Start",
                        video(1000, "170100000007"),
                        video(1040, "270100000008"),
                        "NetStream.Play.UnpublishNotify",
                        "data onPlayStatus",
                        "StreamIsRecorded",
                        "NetStream.Play.Start",
                        video(1080, "170100000000"),
                        "data onPlayStatus",
                        "StreamEof",
                        "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-144: what is not found in a playlist is passed over")
    void missingItemIsPassedOver() throws InterruptedException {
        List<String> heard = new ArrayList<>(play("clip", 0));
        heard.addAll(call("play", "nothing", 0, -1, false));
        heard.addAll(call("play", "clip", 0, -1, false));
        heard.addAll(advance(Duration.ofSeconds(3)));
        assertThat(times(heard)).isSorted().endsWith(1960);
        assertThat(heard).doesNotContain("NetStream.Play.StreamNotFound").endsWith("StreamEof", "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-148: a playlist is bounded, and one that is full goes on")
    void playlistIsBounded() throws InterruptedException {
        play("long", 0);
        for (int i = 0; i < 1000; i++) {
            player.call(1, "play", 0, "clip", 0, -1, false);
        }
        assertThat(heard()).doesNotContain("NetStream.Play.Failed");
        assertThat(call("play", "clip", 0, -1, false)).contains("NetStream.Play.Failed");
        assertThat(times(advance(Duration.ofSeconds(1)))).isNotEmpty();
    }

    @Test
    @DisplayName("R-149: switch goes over at the next key frame that is not sent yet, and time goes on")
    void switches() throws InterruptedException {
        List<String> heard = new ArrayList<>(play("long", 0));
        List<String> told = play2("switch", "long-hd", "long");
        assertThat(told).startsWith("NetStream.Play.Transition");
        heard.addAll(told);
        heard.addAll(advance(Duration.ofSeconds(5)));
        assertThat(heard)
                .containsSubsequence(
                        video(2960, "270100000018"),
                        "data onPlayStatus",
                        video(3000, "170000000000"),
                        video(3000, "170100000003"));
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
        List<String> heard = new ArrayList<>(play("cam", -2));
        heard.addAll(play2("switch", "cam-hd", ""));
        low.video(1040, Media.inter(2));
        high.video(1040, Media.inter(102));
        low.video(1080, Media.inter(3));
        high.video(1120, Media.key(103));
        low.video(1120, Media.key(4));
        server.settle();
        heard.addAll(player.heard());
        assertThat(heard)
                .containsSubsequence(
                        "NetStream.Play.Transition",
                        video(1040, "270100000002"),
                        video(1080, "270100000003"),
                        "data onPlayStatus",
                        video(1120, "170100000067"))
                .doesNotContain(video(1120, "170100000004"));
    }

    @Test
    @DisplayName("R-149: switch from a live stream to a recorded one goes over at once, and time goes on")
    void switchesFromLiveToRecorded() throws InterruptedException {
        Client publisher = server.publisher();
        publisher.video(5000, Media.key(1));
        List<String> heard = new ArrayList<>(play("cam", -2));
        player.call(
                1,
                "play2",
                0,
                AmfProperties.builder()
                        .put("transition", "switch")
                        .put("streamName", "film")
                        .buildObject());
        publisher.video(5040, Media.inter(2));
        server.decideOnce(); // the file is open, nothing of it is read
        publisher.video(5080, Media.inter(3));
        heard.addAll(heard());
        assertThat(heard)
                .containsSubsequence(
                        "NetStream.Play.Transition",
                        video(5040, "270100000002"),
                        "data onPlayStatus",
                        video(5080, "170100000000"),
                        video(5120, "270100000001"))
                .doesNotContain(video(5080, "270100000003"));
        assertThat(times(heard)).isSorted();
    }

    @Test
    @DisplayName("R-153, R-149: who seeks while it is paused and switches is still paused")
    void staysPausedAcrossASwitch() throws InterruptedException {
        play("long", 0);
        play2("switch", "long-hd", "");
        call("pause", true, 0);
        assertThat(times(call("seek", 20_000))).isEmpty();
        assertThat(times(call("pause", false, 0))).startsWith(20_000);
    }

    @Test
    @DisplayName("R-149: swap puts another stream behind the one that plays, and into the place of a queued one")
    void swaps() throws InterruptedException {
        play("clip", 0);
        call("play", "film", 0, -1, false);
        assertThat(play2("swap", "long", "film")).contains("NetStream.Play.Transition");
        assertThat(times(advance(Duration.ofSeconds(6))))
                .as("longer than film")
                .isSorted()
                .contains(6000);
        assertThat(play2("swap", "clip", "nothing")).containsExactly("NetStream.Play.Failed");
    }

    @Test
    @DisplayName("R-149: stop ends what plays and what is queued")
    void stops() throws InterruptedException {
        play("long", 0);
        call("play", "clip", 0, -1, false);
        assertThat(play2("stop", "", "")).containsExactly("StreamEof", "NetStream.Play.Stop");
        assertThat(advance(Duration.ofSeconds(5))).isEmpty();
    }

    @Test
    @DisplayName("R-149: stop while the next file is being opened; R-148: what is queued after that is played")
    void stopsWhileOpening() throws InterruptedException {
        play("clip", 0);
        player.call(1, "play", 0, "film", 0, -1, false);
        var stop = AmfProperties.builder().put("transition", "stop").buildObject();
        player.call(1, "play2", 0, stop);
        player.call(1, "play", 0, "clip", 0, -1, false);
        List<String> heard = heard();
        assertThat(heard).containsSubsequence("StreamEof", "NetStream.Play.Stop", "NetStream.Play.Start");
        assertThat(times(heard)).hasSize(26);
        assertThat(recordings.open).isEqualTo(1);
    }

    @Test
    @DisplayName("R-148: an item of which nothing was played does not set time back")
    void emptyItem() throws InterruptedException {
        List<String> heard = new ArrayList<>(play("clip", 0));
        heard.addAll(call("play", "nobody", -1, 1000, false));
        heard.addAll(call("play", "clip", 0, -1, false));
        heard.addAll(advance(Duration.ofSeconds(3)));
        assertThat(times(heard)).isSorted().endsWith(1960);
    }

    @Test
    @DisplayName("R-149: appendAndWait builds a playlist that begins with the next append")
    void appendsAndWaits() throws InterruptedException {
        player.createStreamUnheard();
        heard();
        assertThat(play2("appendAndWait", "clip", "")).isEmpty();
        assertThat(play2("append", "film", "")).contains("NetStream.Play.Start", video(0, "170100000000"));
        assertThat(times(advance(Duration.ofSeconds(6)))).isSorted().endsWith(3960);
    }

    @Test
    @DisplayName("R-154: a broken file is told as FileStructureInvalid")
    void brokenFile() throws InterruptedException {
        recordings.broken = true;
        assertThat(play("film", 0)).containsExactly("NetStream.Play.FileStructureInvalid");
    }

    @Test
    @DisplayName("IP-52, R-144: length of a recorded stream in seconds; -2 plays it where nobody is live")
    void lengthAndDefaultStart() throws InterruptedException {
        player.call(0, "getStreamLength", 9, "film");
        assertThat(heard()).containsExactly("_result 3");
        assertThat(play("film", -2)).startsWith("StreamIsRecorded");
    }

    @Test
    @DisplayName("R-083: aggregates are sent where the application is configured so")
    void aggregates() throws InterruptedException {
        var aggregating = new Server(
                ServerConfig.defaults()
                        .withApplication("*", ApplicationConfig.defaults().withAggregates(true)),
                recordings);
        Client other = aggregating.connect("live");
        other.createStreamUnheard();
        other.heard();
        other.call(1, "play", 0, "clip", 0);
        aggregating.settle();
        List<RawMessage> media = other.messages().stream()
                .filter(message -> message.typeId() == RtmpMessage.Aggregate.TYPE_ID)
                .flatMap(message -> Aggregates.split(message).stream())
                .toList();
        assertThat(media).hasSize(26).allMatch(message -> message.typeId() == RtmpMessage.Video.TYPE_ID);
        assertThat(media.getLast().timestamp()).isEqualTo(960);
        other.disconnect();
        aggregating.settle();
    }

    @Test
    @DisplayName("R-153: a pause before the first frame has been read does not make up for its time later")
    void pausesBeforeTheFirstFrame() throws InterruptedException {
        server.advance(Duration.ofHours(1));
        player.createStreamUnheard();
        player.call(1, "play", 0, "long", 0);
        server.decideOnce();
        player.call(1, "pause", 0, true, 0);
        heard();
        List<String> heard = new ArrayList<>(advance(Duration.ofSeconds(2)));
        heard.addAll(call("pause", false, 0));
        heard.addAll(advance(Duration.ofMillis(600)));
        assertThat(times(heard)).contains(1480).doesNotContain(1640);
    }

    @Test
    @DisplayName("R-152: a player that waits for the end of a gap can seek, and leaves no timer behind")
    void seeksOutOfAGap() throws InterruptedException {
        recordings.gapMillis = 30_000;
        assertThat(times(play("long", 0))).endsWith(0);
        assertThat(times(call("seek", 40_000))).endsWith(41_000);
        assertThat(times(advance(Duration.ofSeconds(1)))).contains(41_480);
        call("closeStream");
        assertThat(server.loop.alarms()).isZero();
    }

    @Test
    @DisplayName("R-144: how long a live stream is waited for does not matter to who has left")
    void leavesNoTimer() throws InterruptedException {
        play("nobody", -1, 1e12);
        assertThat(server.loop.alarms()).isOne();
        call("closeStream");
        assertThat(server.loop.alarms()).isZero();
    }

    @Test
    @DisplayName("R-112: a file that cannot be opened, by a fault of ours too, is answered")
    void openingFails() throws InterruptedException {
        recordings.faulty = true;
        assertThat(play("film", 0)).containsExactly("NetStream.Play.Failed");
        player.call(0, "getStreamLength", 9, "film");
        assertThat(heard()).containsExactly("_result 0");
    }

    @Test
    @DisplayName("R-149: of two switches the later one counts, and one that is impossible leaves what plays as it is")
    void switchesTwice() throws InterruptedException {
        List<String> heard = new ArrayList<>(play("long", 0));
        play2("switch", "long-hd", "");
        assertThat(play2("switch", "clip", "")).contains("NetStream.Play.Failed");
        assertThat(recordings.open).isOne();
        play2("switch", "long-hd", "");
        play2("switch", "long-hd", "");
        assertThat(recordings.open).isEqualTo(2);
        heard.addAll(advance(Duration.ofSeconds(4)));
        assertThat(times(heard)).isSorted().contains(2960, 3000, 3040, 4960);
        assertThat(recordings.open).isOne();
    }

    @Test
    @DisplayName("R-149: stop ends a switch too")
    void stopsWhileItSwitches() throws InterruptedException {
        play("long", 0);
        play2("switch", "long-hd", "");
        play2("stop", "", "");
        assertThat(recordings.open).isZero();
    }

    @Test
    @DisplayName("R-149: swap makes no playlist longer than it may be")
    void swapIsBounded() throws InterruptedException {
        play("long", 0);
        for (int i = 0; i < 1000; i++) {
            play2("swap", "clip", "long");
        }
        assertThat(play2("swap", "clip", "long")).contains("NetStream.Play.Failed");
    }

    @Test
    @DisplayName("R-148: what a client says while the next item is looked for waits, so that it has few files open")
    void opensOneAtATime() throws InterruptedException {
        player.createStreamUnheard();
        heard();
        play2("appendAndWait", "clip", "");
        player.call(1, "play", 0, "film", 0, -1, false);
        player.call(1, "closeStream", 0);
        assertThat(player.connection.readingPaused).isTrue();
        assertThat(heard()).endsWith("NetStream.Play.Stop");
        assertThat(recordings.open).isZero();
    }

    private List<String> play(String name, Object... arguments) throws InterruptedException {
        player.createStreamUnheard();
        heard();
        var all = new ArrayList<Object>(List.of("play", name));
        all.addAll(List.of(arguments));
        return call(all.removeFirst().toString(), all.toArray());
    }

    private List<String> play2(String transition, String name, String old) throws InterruptedException {
        return call(
                "play2",
                AmfProperties.builder()
                        .put("transition", transition)
                        .put("streamName", name)
                        .put("oldStreamName", old)
                        .buildObject());
    }

    private List<String> call(String name, Object... arguments) throws InterruptedException {
        player.call(1, name, 0, arguments);
        return heard();
    }

    private List<String> advance(Duration time) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        for (long millis = 0; millis < time.toMillis(); millis += 20) {
            server.advance(Duration.ofMillis(20));
            heard.addAll(heard());
        }
        return heard;
    }

    private List<String> heard() throws InterruptedException {
        server.settle();
        return player.heard();
    }

    /** Times of the video messages. */
    private static List<Integer> times(List<String> heard) {
        return heard.stream()
                .filter(words -> words.startsWith("video"))
                .map(words -> Integer.parseInt(words.substring(words.indexOf('@') + 1)))
                .toList();
    }
}
