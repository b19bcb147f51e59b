package io.millrace.e2e;

import static io.millrace.e2e.Frames.audio;
import static io.millrace.e2e.Frames.inter;
import static io.millrace.e2e.Frames.key;
import static io.millrace.e2e.Frames.nextVideo;
import static io.millrace.e2e.Frames.sendVideo;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a player can ask for while it plays, and what it is told about its publisher. */
class PlayControlIT {
    private static final TestServer SERVER = TestServer.start(
            "streams.publish-grace=100ms", "applications.*.audio-wait=0s", "applications.nocache.gop-cache=false");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    @DisplayName("R-153: a paused player gets nothing, and goes on with the next key frame")
    void pause() throws IOException {
        try (var publisher = connect("live");
                var player = connect("live")) {
            int publishing = publisher.publish("pause");
            int playing = player.play("pause");
            sendVideo(publisher, publishing, 0, key(1));
            assertThat(nextVideo(player)).isEqualTo(1);

            player.command(playing, "pause", 0, null, true, 0);
            player.awaitStatus("NetStream.Pause.Notify");
            sendVideo(publisher, publishing, 40, inter(2));
            publisher.awaitHandled();
            assertThat(media(player.awaitHandled())).isEmpty();

            player.command(playing, "pause", 0, null, false, 40);
            player.awaitStatus("NetStream.Unpause.Notify");
            sendVideo(publisher, publishing, 80, inter(3));
            sendVideo(publisher, publishing, 120, key(4));
            assertThat(nextVideo(player)).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("R-151: a player without video gets audio only; with video again it starts at a key frame")
    void receiveVideo() throws IOException {
        try (var publisher = connect("live");
                var player = connect("live")) {
            int publishing = publisher.publish("radio");
            int playing = player.play("radio");
            sendVideo(publisher, publishing, 0, key(1));
            assertThat(nextVideo(player)).isEqualTo(1);

            player.command(playing, "receiveVideo", 0, null, false);
            player.awaitHandled();
            sendVideo(publisher, publishing, 40, inter(2));
            sendVideo(publisher, publishing, 80, key(3));
            publisher.message(4, 80, RawRtmpPeer.AUDIO, publishing, audio(4));
            Message first = player.read();
            assertThat(first.typeId()).isEqualTo(RawRtmpPeer.AUDIO);
            assertThat(Frames.number(first)).isEqualTo(4);

            player.command(playing, "receiveVideo", 0, null, true);
            player.awaitStatus("NetStream.Seek.Notify");
            player.awaitStatus("NetStream.Play.Start");
            sendVideo(publisher, publishing, 120, inter(5));
            sendVideo(publisher, publishing, 160, key(6));
            assertThat(nextVideo(player)).isEqualTo(6);
        }
    }

    @Test
    @DisplayName("R-150: after closeStream nothing comes, and the same NetStream can play something else")
    void closeStream() throws IOException {
        try (var publisher = connect("live");
                var player = connect("live")) {
            int one = publisher.publish("one");
            int two = publisher.publish("two");
            int playing = player.play("one");
            player.command(playing, "closeStream", 0, (Object) null);
            player.awaitHandled();
            sendVideo(publisher, one, 0, key(1));
            publisher.awaitHandled();
            assertThat(media(player.awaitHandled())).isEmpty();

            player.command(playing, "play", 0, null, "two");
            player.awaitStatus("NetStream.Play.Start");
            sendVideo(publisher, two, 0, key(2));
            assertThat(nextVideo(player)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("several NetStreams of one connection publish and play, each with its own id")
    void severalStreamsOfOneConnection() throws IOException {
        try (var peer = connect("live")) {
            int publishing = peer.publish("self");
            int first = peer.play("self");
            int second = peer.play("self");
            sendVideo(peer, publishing, 0, key(1));
            List<Message> frames = List.of(peer.read(RawRtmpPeer.VIDEO), peer.read(RawRtmpPeer.VIDEO));
            assertThat(frames).extracting(Message::streamId).containsExactlyInAnyOrder(first, second);
            assertThat(frames).extracting(Frames::number).containsExactly(1, 1);
        }
    }

    @Test
    void withoutGopCacheAPlayerStartsAtTheNextKeyFrame() throws IOException {
        try (var publisher = connect("nocache");
                var player = connect("nocache")) {
            int publishing = publisher.publish("cam");
            sendVideo(publisher, publishing, 0, key(1));
            publisher.awaitHandled();
            player.play("cam");
            sendVideo(publisher, publishing, 40, inter(2));
            sendVideo(publisher, publishing, 80, key(3));
            assertThat(nextVideo(player)).isEqualTo(3);
        }
    }

    @Test
    @DisplayName(
            "R-142, R-156: players are told when the publisher leaves, when it is given up, and when one comes back")
    void publisherLeavesAndReturns() throws IOException {
        try (var player = connect("live")) {
            player.play("onoff");
            try (var polite = connect("live")) {
                int streamId = polite.publish("onoff");
                player.awaitStatus("NetStream.Play.PublishNotify");
                polite.command(streamId, "closeStream", 0, (Object) null);
                polite.awaitStatus("NetStream.Unpublish.Success");
                player.awaitStatus("NetStream.Play.UnpublishNotify");
            }
            try (var rude = connect("live")) {
                rude.publish("onoff");
                player.awaitStatus("NetStream.Play.PublishNotify");
            }
            player.awaitStatus("NetStream.Play.UnpublishNotify");
        }
    }

    @Test
    @DisplayName("R-143, ER-026: metadata is kept for late players as it was set, until it is cleared")
    void metadata() throws IOException {
        try (var publisher = connect("live")) {
            int streamId = publisher.publish("meta");
            Map<String, Double> values = Map.of("width", 1280.0, "somethingNew", 7.0);
            publisher.data(streamId, "@setDataFrame", "onMetaData", values);
            publisher.awaitHandled();
            try (var player = connect("live")) {
                player.play("meta");
                sendVideo(publisher, streamId, 0, key(1));
                assertThat(player.read(RawRtmpPeer.DATA).values()).containsExactly("onMetaData", values);
                assertThat(nextVideo(player)).isEqualTo(1);
            }
            publisher.data(streamId, "@clearDataFrame", "onMetaData");
            sendVideo(publisher, streamId, 40, key(2));
            publisher.awaitHandled();
            try (var player = connect("live")) {
                player.play("meta");
                assertThat(player.read().typeId()).isEqualTo(RawRtmpPeer.VIDEO);
            }
        }
    }

    private static RawRtmpPeer connect(String app) throws IOException {
        return RawRtmpPeer.connect(SERVER.address(), app);
    }

    private static List<Message> media(List<Message> messages) {
        return messages.stream()
                .filter(message -> message.typeId() == RawRtmpPeer.VIDEO || message.typeId() == RawRtmpPeer.AUDIO)
                .toList();
    }
}
