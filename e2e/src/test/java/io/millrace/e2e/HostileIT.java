package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.rtmp.RtmpCounters;
import io.millrace.testkit.RawRtmpPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that mean harm, or are broken: each ends alone, with its reason in the log, and bystanders notice nothing. */
@Execution(ExecutionMode.SAME_THREAD)
class HostileIT {
    private static final int CSID = 3;

    /** What a stream may keep, as configured below; the player that never reads is sent four times as much. */
    private static final int STREAM_LIMIT = 12 << 20;

    private static TestServer server;
    private static RtmpCounters counters;
    private static Bystanders bystanders;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(
                "rtmp.carriers=rtmp",
                "rtmp.max-message-bytes=1MiB",
                "rtmp.max-pending-bytes=2MiB",
                "streams.stalled-viewer-timeout=1s",
                "streams.max-stream-bytes=12MiB");
        counters = server.running().rtmpCounters();
        bystanders = new Bystanders(server);
    }

    @AfterAll
    static void stop() {
        bystanders.close();
        server.close();
    }

    @AfterEach
    void theOthersGoOn() throws IOException {
        bystanders.assertUntouched();
    }

    @ParameterizedTest(name = "{1}")
    @DisplayName("R-001: who does not speak RTMP is closed at the first bytes")
    @CsvSource({
        "474554202f20485454502f312e310d0a0d0a, HTTP request: GET",
        "160301020001000001fc0303, this is TLS",
        "fffefdfcfbfa, first byte 0xff is not an RTMP version",
    })
    void foreignProtocols(String hex, String reason) throws IOException {
        long before = counters.protocolErrors.sum();
        try (var peer = RawRtmpPeer.open(server.address())) {
            peer.send(HexFormat.of().parseHex(hex));
            assertClosed(peer, reason);
        }
        assertThat(counters.protocolErrors.sum()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("R-007: a handshake that stops is closed when its time is up")
    void stalledHandshake() throws IOException {
        try (var impatient = TestServer.start("rtmp.handshake-timeout=1s");
                var peer = RawRtmpPeer.open(impatient.address())) {
            peer.send(new byte[] {3, 0, 0, 0});
            assertClosed(peer, "no handshake within 1 s");
            assertThat(impatient.running().rtmpCounters().timeouts.sum()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{1}")
    @DisplayName("R-034, R-036, R-050: chunks that no sender may send end their connection")
    @CsvSource({
        "020000000000040100000000 00000000, chunk size 0",
        "020000000000040100000000 80000000, chunk size 0",
        "03000000f000001400000000, message of 15728640 bytes",
        "c5, starts with a type 3 chunk",
        "8500000a, starts with a type 2 chunk",
    })
    void impossibleChunks(String hex, String reason) throws IOException {
        long before = counters.protocolErrors.sum();
        try (var peer = RawRtmpPeer.open(server.address())) {
            peer.handshake();
            peer.send(HexFormat.of().parseHex(hex.replace(" ", "")));
            assertClosed(peer, reason);
        }
        assertThat(counters.protocolErrors.sum()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("R-034: more unfinished messages than may wait end their connection")
    void manyUnfinishedMessages() throws IOException {
        try (var peer = RawRtmpPeer.connect(server.address(), "live")) {
            peer.setChunkSize(900_000);
            var first = ByteBuffer.allocate(12 + 900_000);
            for (int csid = 10; csid < 13; csid++) {
                peer.send(first.put(0, (byte) csid)
                        .putInt(4, 1_000_000 << 8 | RawRtmpPeer.VIDEO)
                        .array());
            }
            assertClosed(peer, "unfinished messages");
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("A0-07, R-115: a command that cannot be read is dropped and counted, and the connection goes on")
    @MethodSource
    void unreadableCommands(String name, byte[] body) throws IOException {
        long before = counters.dropped(DropCause.MALFORMED).sum();
        try (var peer = RawRtmpPeer.connect(server.address(), "live")) {
            peer.message(CSID, 0, RawRtmpPeer.COMMAND, 0, body);
            peer.awaitHandled();
        }
        assertThat(counters.dropped(DropCause.MALFORMED).sum()).isEqualTo(before + 1);
    }

    static Stream<Arguments> unreadableCommands() {
        byte[] call = HexFormat.of().parseHex("02000178" + "003ff0000000000000");
        return Stream.of(
                Arguments.of(
                        "objects inside each other", bytes(call, HexFormat.of().parseHex("03000161".repeat(50_000)))),
                Arguments.of(
                        "an array of 2^32 - 1 values",
                        bytes(call, HexFormat.of().parseHex("0affffffff"))),
                Arguments.of("a string longer than its message", HexFormat.of().parseHex("02ffff61")),
                Arguments.of(
                        "AMF3 inside AMF0, cut off", bytes(call, HexFormat.of().parseHex("110affffffff"))),
                Arguments.of("longer than any command", bytes(call, new byte[500_000])),
                Arguments.of("nothing", new byte[0]));
    }

    @Test
    @DisplayName("R-115: a stream of commands that cannot be read ends its connection")
    void floodOfUnreadableCommands() throws IOException {
        try (var peer = RawRtmpPeer.connect(server.address(), "live")) {
            var chunk = HexFormat.of().parseHex("030000000000041400000000" + "02ffff61");
            var flood = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                flood.writeBytes(chunk);
            }
            peer.send(flood.toByteArray());
            assertClosed(peer, "malformed messages");
        }
    }

    @ParameterizedTest
    @DisplayName("ER-002, R-115: any messages in any order end their own connection at most")
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void randomMessages(long seed) throws IOException {
        var random = new Random(seed);
        try (var peer = RawRtmpPeer.connect(server.address(), "live")) {
            peer.publish("random" + seed);
            for (int i = 0; i < 50; i++) {
                var body = new byte[random.nextInt(300)];
                random.nextBytes(body);
                peer.message(3 + random.nextInt(5), random.nextInt(), random.nextInt(25), random.nextInt(3), body);
            }
            peer.finish();
            peer.awaitClosed();
        } catch (SocketException e) {
            // closed before all was sent
        }
    }

    @Test
    @DisplayName("R-070: message types without a meaning are ignored")
    void unknownMessageTypes() throws IOException {
        long before = counters.dropped(DropCause.UNKNOWN).sum();
        try (var peer = RawRtmpPeer.connect(server.address(), "live")) {
            for (int type = 100; type < 256; type++) {
                peer.message(CSID, 0, type, 1, new byte[300]);
            }
            peer.awaitHandled();
        }
        assertThat(counters.dropped(DropCause.UNKNOWN).sum()).isEqualTo(before + 156);
    }

    @ParameterizedTest(name = "[{index}]")
    @DisplayName("IP-40: names that could leave a folder or break a log line are refused, and the connection goes on")
    @MethodSource
    void unsafeNames(String name) throws IOException {
        try (var peer = RawRtmpPeer.connect(server.address(), "live")) {
            int publishing = peer.createStream();
            peer.command(publishing, "publish", 0, null, name, "live");
            assertThat(peer.status().get("code")).isEqualTo("NetStream.Publish.BadName");
            int playing = peer.createStream();
            peer.command(playing, "play", 0, null, name);
            assertThat(peer.status().get("level")).isEqualTo("error");
            peer.publish("safe");
        }
    }

    static Stream<String> unsafeNames() {
        return Stream.of(
                "../../etc/passwd",
                "a/../b",
                "..",
                "a\\..\\b",
                "line\nbreak",
                "\u001b[31mred",
                "nul\0",
                "x".repeat(10_000));
    }

    @Test
    @DisplayName("IP-40: slashes too many in a name change nothing")
    void superfluousSlashes() throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "/live//");
                var player = RawRtmpPeer.connect(server.address(), "live/a")) {
            int streamId = publisher.publish("//a///b/");
            player.play("b");
            Frames.sendVideo(publisher, streamId, 0, Frames.key(1));
            assertThat(Frames.nextVideo(player)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a player that never reads is closed, and its stream goes on")
    void playerThatNeverReads() throws IOException {
        long before = server.running().transportCounters().stalled.sum();
        try (var publisher = RawRtmpPeer.connect(server.address(), "live");
                var deaf = RawRtmpPeer.openWithSmallBuffer(server.address())) {
            int streamId = publisher.publish("loud");
            publisher.setChunkSize(65_536);
            deaf.handshake();
            deaf.connect("live");
            deaf.play("loud");
            var frame = ByteBuffer.allocate(500_000).put(Frames.key(1)).array();
            for (int i = 0; i < 100; i++) {
                publisher.message(6, i * 40L, RawRtmpPeer.VIDEO, streamId, frame);
            }
            publisher.awaitHandled();
            server.awaitClosed(deaf.localAddress(), "took nothing");
            assertThat(server.running().transportCounters().stalled.sum()).isEqualTo(before + 1);
            assertThat(server.running().hub().slabBytes()).isLessThan(STREAM_LIMIT + (1 << 20));
        }
    }

    @Test
    @DisplayName("a client that asks without end and never reads an answer is closed")
    void clientThatNeverReadsAnswers() throws IOException {
        try (var deaf = RawRtmpPeer.openWithSmallBuffer(server.address())) {
            deaf.handshake();
            deaf.connect("live");
            var pings = new ByteArrayOutputStream();
            for (int i = 0; i < 10_000; i++) {
                pings.writeBytes(HexFormat.of().parseHex("020000000000060400000000" + "000600000000"));
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            deaf.send(pings.toByteArray());
                        }
                    })
                    .isInstanceOf(SocketException.class);
            server.awaitClosed(deaf.localAddress(), "bytes of replies wait");
        }
    }

    @Test
    @DisplayName("a message cut off by the end of its connection is not delivered")
    void halfAMessage() throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publisher.publish("half");
            player.play("half");
            Frames.sendVideo(publisher, streamId, 0, Frames.key(1));
            publisher.send(HexFormat.of().parseHex("06000028" + "000040" + "09" + "01000000" + "2701000000"));
            publisher.finish();
            publisher.awaitClosed();
            assertThat(Frames.nextVideo(player)).isEqualTo(1);
            try (var successor = RawRtmpPeer.connect(server.address(), "live")) {
                Frames.sendVideo(successor, successor.publish("half"), 80, Frames.key(2));
                assertThat(Frames.nextVideo(player)).isEqualTo(2);
            }
        }
    }

    private static void assertClosed(RawRtmpPeer peer, String reason) throws IOException {
        peer.awaitClosed();
        InetSocketAddress address = peer.localAddress();
        peer.close(); // the server waits two seconds for that
        server.awaitClosed(address, reason);
    }

    private static byte[] bytes(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
