package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.codec.TrackInfo;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInfo;

/** One publisher of byte vectors and its players, on a stream that has the name of the test. */
final class EnhancedScene implements AutoCloseable {
    private static final int MILLIS_PER_FRAME = 40;

    private final TestServer server;
    private final String app;
    private final String name;
    private final RawRtmpPeer publisher;
    private final int streamId;
    private long timestamp;

    EnhancedScene(TestServer server, TestInfo test, String app) throws IOException {
        this.server = server;
        this.app = app;
        this.name = test.getTestMethod().orElseThrow().getName();
        this.publisher = RawRtmpPeer.connect(server.address(), app);
        this.streamId = publisher.publish(name);
    }

    /** Publishes to be recorded, in application {@code live}; gives the message stream ID. */
    static int record(RawRtmpPeer publisher, String name) throws IOException {
        int streamId = publisher.createStream();
        publisher.command(streamId, "publish", 0, null, name, "record");
        publisher.awaitStatus("NetStream.Publish.Start");
        return streamId;
    }

    /** Returns when the file is whole. */
    static void endRecording(RawRtmpPeer publisher, int streamId) throws IOException {
        publisher.command(streamId, "closeStream", 0, (Object) null);
        publisher.awaitStatus("NetStream.Record.Stop");
    }

    /** A player of a recorded stream, from its beginning and as fast as it comes. */
    static RawRtmpPeer recordedPlayer(TestServer server, String name) throws IOException {
        var player = RawRtmpPeer.connect(server.address(), "live");
        player.bufferLength(0, 100_000);
        player.command(player.createStream(), "play", 0, null, name, 0);
        player.awaitStatus("NetStream.Play.Start");
        return player;
    }

    String name() {
        return name;
    }

    String path() {
        return app + "/" + name;
    }

    List<TrackInfo> tracks() {
        return server.running().hub().streams().stream()
                .filter(stream -> stream.path().equals(path()))
                .findFirst()
                .orElseThrow()
                .tracks();
    }

    RawRtmpPeer player(String query) throws IOException {
        return player(query, Map.of());
    }

    RawRtmpPeer player(String query, Map<String, Object> announced) throws IOException {
        var player = RawRtmpPeer.connect(server.address(), app, announced);
        player.play(name + query);
        return player;
    }

    /** Returns when the server has taken them all. */
    void publish(String... video) throws IOException {
        publish(RawRtmpPeer.VIDEO, video);
    }

    void publishAudio(String... audio) throws IOException {
        publish(RawRtmpPeer.AUDIO, audio);
    }

    private void publish(int typeId, String... bodies) throws IOException {
        for (String body : bodies) {
            publishAt(timestamp, typeId, body);
            timestamp += MILLIS_PER_FRAME;
        }
        publisher.awaitHandled();
    }

    /** With a timestamp of its own, and without waiting. */
    void publishAt(long timestampMillis, int typeId, String body) throws IOException {
        send(publisher, streamId, timestampMillis, typeId, body);
    }

    static void send(RawRtmpPeer publisher, int streamId, long timestampMillis, int typeId, String body)
            throws IOException {
        publisher.message(6, timestampMillis, typeId, streamId, hex(body));
    }

    @Override
    public void close() {
        publisher.close();
    }

    static void assertVideo(RawRtmpPeer player, String... expected) throws IOException {
        assertNext(player, RawRtmpPeer.VIDEO, expected);
    }

    static void assertAudio(RawRtmpPeer player, String... expected) throws IOException {
        assertNext(player, RawRtmpPeer.AUDIO, expected);
    }

    private static void assertNext(RawRtmpPeer player, int typeId, String... expected) throws IOException {
        List<String> received = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            received.add(toHex(player.read(typeId)));
        }
        assertThat(received)
                .containsExactlyElementsOf(
                        Arrays.stream(expected).map(EnhancedScene::compact).toList());
    }

    /** The body in hexadecimal, as {@link #compact} has it. */
    static String toHex(Message message) {
        byte[] bytes = new byte[message.body().remaining()];
        message.body().duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Small letters, and no spaces. */
    static String compact(String digits) {
        return HexFormat.of().formatHex(hex(digits));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
