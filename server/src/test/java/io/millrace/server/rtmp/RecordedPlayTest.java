package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.times;
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
        List<String> heard = new ArrayList<>(player.view("film", 0));
        heard.addAll(player.advance(Duration.ofSeconds(3)));
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
        List<String> heard = new ArrayList<>(player.view("film", 1500, 800));
        heard.addAll(player.advance(Duration.ofSeconds(1)));
        assertThat(times(heard)).startsWith(0, 0, 40).endsWith(1240, 1280).hasSize(34);
    }

    @Test
    @DisplayName("R-144: duration 0 is a single frame")
    void playsASingleFrame() throws InterruptedException {
        assertThat(player.view("film", 2100, 0))
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
        assertThat(times(player.ask("play", "long", 0))).endsWith(59_960);
        player.ask("closeStream");
        player.send(0, 0, new SetBufferLength(1, 5000));
        assertThat(times(player.ask("play", "long", 0))).endsWith(5000);
        assertThat(times(player.advance(Duration.ofMillis(1040))))
                .startsWith(5040)
                .endsWith(6040);
        assertThat(times(player.advance(Duration.ofMillis(1080))))
                .startsWith(6080)
                .contains(7000);
    }

    @Test
    @DisplayName("R-063, R-151: what a client has chosen for a NetStream holds for whatever it plays there")
    void choicesHoldForTheNextPlay() throws InterruptedException {
        player.view("film", 0);
        player.send(0, 0, new SetBufferLength(1, 10_000));
        assertThat(times(player.ask("play", "long", 0, -1, true))).endsWith(10_000);
        player.ask("closeStream");
        assertThat(times(player.ask("play", "long", 0))).endsWith(10_000);
        player.ask("receiveVideo", false);
        assertThat(times(player.ask("play", "film", 0, -1, true))).isEmpty();
    }

    @Test
    @DisplayName("R-063, R-151, R-128: what a client has chosen for a NetStream ends with it")
    void choicesEndWithTheNetStream() throws InterruptedException {
        player.send(0, 0, new SetBufferLength(0, 5000));
        player.createStreamUnheard();
        player.send(0, 0, new SetBufferLength(1, 10_000));
        player.ask("receiveVideo", false);
        player.call(0, "deleteStream", 0, 1);
        assertThat(times(player.view("long", 0))).startsWith(0, 0, 40).endsWith(5000);
    }

    @Test
    @DisplayName("R-152: a seek leads to the key frame before, with the headers again; R-023: time goes back")
    void seeks() throws InterruptedException {
        player.view("long", 0);
        assertThat(player.ask("seek", 30_500))
                .startsWith(
                        "NetStream.Seek.Notify",
                        "NetStream.Play.Start",
                        video(30_000, "170000000000"),
                        video(30_000, "17010000001e"));
        assertThat(player.ask("seek", 2000)).contains("NetStream.Seek.Notify", video(2000, "170100000002"));
        assertThat(player.ask("seek", 99_000_000))
                .contains(video(59_000, "17010000003b"))
                .endsWith("StreamEof", "NetStream.Play.Stop");
        assertThat(player.ask("seek", 58_000)).as("after the end").contains(video(58_000, "17010000003a"));
    }

    @Test
    @DisplayName("R-152: a live stream does not seek, and goes on")
    void liveDoesNotSeek() throws InterruptedException {
        Client publisher = server.publisher();
        publisher.video(0, Media.key(1));
        player.view("cam", -2);
        assertThat(player.ask("seek", 10)).containsExactly("NetStream.Seek.Failed");
        publisher.video(40, Media.key(2));
        assertThat(player.heard()).containsExactly(video(40, "170100000002"));
    }

    @Test
    @DisplayName("R-153: pause halts, and nothing is lost or sent twice")
    void pauses() throws InterruptedException {
        player.view("long", 0);
        assertThat(player.ask("pause", true, 500)).containsExactly("NetStream.Pause.Notify");
        assertThat(player.advance(Duration.ofSeconds(20))).isEmpty();
        List<String> heard = new ArrayList<>(player.ask("pause", false, 500));
        assertThat(heard.removeFirst()).isEqualTo("NetStream.Unpause.Notify");
        heard.addAll(player.advance(Duration.ofMillis(600)));
        assertThat(times(heard))
                .startsWith(1040, 1080)
                .isSorted()
                .doesNotHaveDuplicates()
                .contains(1480);
    }

    @Test
    @DisplayName("R-151: without video nothing is sent of it; with it again it begins at a key frame")
    void withoutVideo() throws InterruptedException {
        player.view("long", 0);
        player.ask("receiveVideo", false);
        assertThat(times(player.advance(Duration.ofSeconds(2)))).isEmpty();
        assertThat(player.ask("receiveVideo", true))
                .startsWith("NetStream.Seek.Notify", "NetStream.Play.Start", video(2000, "170000000000"));
    }

    @Test
    @DisplayName("R-148: recorded and live items follow one another on one time line")
    void playlist() throws InterruptedException {
        Client publisher = server.publisher();
        publisher.video(5000, Media.videoHeader(7));
        publisher.video(5000, Media.key(7));
        List<String> heard = new ArrayList<>(player.view("film", 2000));
        heard.addAll(player.ask("play", "cam", -2, -1, false));
        heard.addAll(player.ask("play", "clip", 0, -1, false));
        publisher.video(5040, Media.inter(8));
        publisher.call(1, "closeStream", 0);
        server.settle();
        heard.addAll(player.heard());
        heard.addAll(player.advance(Duration.ofSeconds(2)));
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
        List<String> heard = new ArrayList<>(player.view("clip", 0));
        heard.addAll(player.ask("play", "nothing", 0, -1, false));
        heard.addAll(player.ask("play", "clip", 0, -1, false));
        heard.addAll(player.advance(Duration.ofSeconds(3)));
        assertThat(times(heard)).isSorted().endsWith(1960);
        assertThat(heard).doesNotContain("NetStream.Play.StreamNotFound").endsWith("StreamEof", "NetStream.Play.Stop");
    }

    @Test
    @DisplayName("R-148: a playlist is bounded, and one that is full goes on")
    void playlistIsBounded() throws InterruptedException {
        player.view("long", 0);
        for (int i = 0; i < 1000; i++) {
            player.call(1, "play", 0, "clip", 0, -1, false);
        }
        assertThat(player.settled()).doesNotContain("NetStream.Play.Failed");
        assertThat(player.ask("play", "clip", 0, -1, false)).contains("NetStream.Play.Failed");
        assertThat(times(player.advance(Duration.ofSeconds(1)))).isNotEmpty();
    }

    @Test
    @DisplayName("R-149: swap puts another stream behind the one that plays, and into the place of a queued one")
    void swaps() throws InterruptedException {
        player.view("clip", 0);
        player.ask("play", "film", 0, -1, false);
        assertThat(player.play2("swap", "long", "film")).contains("NetStream.Play.Transition");
        assertThat(times(player.advance(Duration.ofSeconds(6))))
                .as("longer than film")
                .isSorted()
                .contains(6000);
        assertThat(player.play2("swap", "clip", "nothing")).containsExactly("NetStream.Play.Failed");
    }

    @Test
    @DisplayName("R-149: stop ends what plays and what is queued")
    void stops() throws InterruptedException {
        player.view("long", 0);
        player.ask("play", "clip", 0, -1, false);
        assertThat(player.play2("stop", "", "")).containsExactly("StreamEof", "NetStream.Play.Stop");
        assertThat(player.advance(Duration.ofSeconds(5))).isEmpty();
    }

    @Test
    @DisplayName("R-149: stop while the next file is being opened; R-148: what is queued after that is played")
    void stopsWhileOpening() throws InterruptedException {
        player.view("clip", 0);
        player.call(1, "play", 0, "film", 0, -1, false);
        var stop = AmfProperties.builder().put("transition", "stop").buildObject();
        player.call(1, "play2", 0, stop);
        player.call(1, "play", 0, "clip", 0, -1, false);
        List<String> heard = player.settled();
        assertThat(heard).containsSubsequence("StreamEof", "NetStream.Play.Stop", "NetStream.Play.Start");
        assertThat(times(heard)).hasSize(26);
        assertThat(recordings.open).isEqualTo(1);
    }

    @Test
    @DisplayName("R-148: an item of which nothing was played does not set time back")
    void emptyItem() throws InterruptedException {
        List<String> heard = new ArrayList<>(player.view("clip", 0));
        heard.addAll(player.ask("play", "nobody", -1, 1000, false));
        heard.addAll(player.ask("play", "clip", 0, -1, false));
        heard.addAll(player.advance(Duration.ofSeconds(3)));
        assertThat(times(heard)).isSorted().endsWith(1960);
    }

    @Test
    @DisplayName("R-149: appendAndWait builds a playlist that begins with the next append")
    void appendsAndWaits() throws InterruptedException {
        player.createStreamUnheard();
        player.settled();
        assertThat(player.play2("appendAndWait", "clip", "")).isEmpty();
        assertThat(player.play2("append", "film", "")).contains("NetStream.Play.Start", video(0, "170100000000"));
        assertThat(times(player.advance(Duration.ofSeconds(6)))).isSorted().endsWith(3960);
    }

    @Test
    @DisplayName("R-149: appendAndWait after the end of a playlist waits too")
    void appendsAndWaitsAfterTheEnd() throws InterruptedException {
        assertThat(player.view("clip", 0)).endsWith("NetStream.Play.Stop");
        assertThat(player.play2("appendAndWait", "film", "")).isEmpty();
        assertThat(player.play2("append", "clip", "")).contains("NetStream.Play.Start", video(1000, "170100000000"));
        assertThat(times(player.advance(Duration.ofSeconds(6)))).isSorted().endsWith(4960);
    }

    @Test
    @DisplayName("R-154: a broken file is told as FileStructureInvalid")
    void brokenFile() throws InterruptedException {
        recordings.broken = true;
        assertThat(player.view("film", 0)).containsExactly("NetStream.Play.FileStructureInvalid");
    }

    @Test
    @DisplayName("IP-52, R-144: length of a recorded stream in seconds; -2 plays it where nobody is live")
    void lengthAndDefaultStart() throws InterruptedException {
        player.call(0, "getStreamLength", 9, "film");
        assertThat(player.settled()).containsExactly("_result 3");
        assertThat(player.view("film", -2)).startsWith("StreamIsRecorded");
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
        player.settled();
        List<String> heard = new ArrayList<>(player.advance(Duration.ofSeconds(2)));
        heard.addAll(player.ask("pause", false, 0));
        heard.addAll(player.advance(Duration.ofMillis(600)));
        assertThat(times(heard)).contains(1480).doesNotContain(1640);
    }

    @Test
    @DisplayName("R-152: a player that waits for the end of a gap can seek, and leaves no timer behind")
    void seeksOutOfAGap() throws InterruptedException {
        recordings.gapMillis = 30_000;
        assertThat(times(player.view("long", 0))).endsWith(0);
        assertThat(times(player.ask("seek", 40_000))).endsWith(41_000);
        assertThat(times(player.advance(Duration.ofSeconds(1)))).contains(41_480);
        player.ask("closeStream");
        assertThat(server.loop.alarms()).isZero();
    }

    @Test
    @DisplayName("R-144: how long a live stream is waited for does not matter to who has left")
    void leavesNoTimer() throws InterruptedException {
        player.view("nobody", -1, 1e12);
        assertThat(server.loop.alarms()).isOne();
        player.ask("closeStream");
        assertThat(server.loop.alarms()).isZero();
    }

    @Test
    @DisplayName("R-112: a file that cannot be opened, by a fault of ours too, is answered")
    void openingFails() throws InterruptedException {
        recordings.faulty = true;
        assertThat(player.view("film", 0)).containsExactly("NetStream.Play.Failed");
        player.call(0, "getStreamLength", 9, "film");
        assertThat(player.settled()).containsExactly("_result 0");
    }

    @Test
    @DisplayName("R-149: swap makes no playlist longer than it may be")
    void swapIsBounded() throws InterruptedException {
        player.view("long", 0);
        for (int i = 0; i < 1000; i++) {
            player.play2("swap", "clip", "long");
        }
        assertThat(player.play2("swap", "clip", "long")).contains("NetStream.Play.Failed");
    }

    @Test
    @DisplayName("R-148: what a client says while the next item is looked for waits, so that it has few files open")
    void opensOneAtATime() throws InterruptedException {
        player.createStreamUnheard();
        player.settled();
        player.play2("appendAndWait", "clip", "");
        player.call(1, "play", 0, "film", 0, -1, false);
        player.call(1, "closeStream", 0);
        assertThat(player.connection.readingPaused).isTrue();
        assertThat(player.settled()).endsWith("NetStream.Play.Stop");
        assertThat(recordings.open).isZero();
    }
}
