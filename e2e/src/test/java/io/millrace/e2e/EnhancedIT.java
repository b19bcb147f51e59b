package io.millrace.e2e;

import static io.millrace.e2e.EnhancedScene.assertVideo;
import static io.millrace.e2e.EnhancedScene.compact;
import static io.millrace.e2e.EnhancedScene.toHex;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no encoder at hand sends of Enhanced RTMP, from a publisher that shares no code with the product: byte vectors in, and
 * the bytes that each kind of viewer gets. Hexadecimal, FourCCs spelled out: av01 61763031, hvc1 68766331, avc1 61766331,
 * vvc1 76766331, vp08 76703038, Opus 4F707573, mp4a 6D703461.
 */
class EnhancedIT {
    private static final TestServer SERVER = TestServer.start("applications.filtered.codec-not-announced=filter");

    private static final String AV1_START = "90 61763031 81000C00 0A0B000000043D06D402F80040";
    private static final String AV1_KEY = "91 61763031 0A01";

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    @DisplayName("ER-102, ER-103, ER-104, ER-110: each viewer gets the tracks it can take or has chosen")
    void manyTracks(TestInfo test) throws IOException {
        String start = "96 20 61763031 00 000004 81000C00 68766331 01 000001 01"; // ManyTracksManyCodecs
        String frame = "96 13 61763031 00 000001 AA 01 000001 BB 07 000001 CC"; // ManyTracks
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var all = scene.player("?tracks=all");
                var each = scene.player("?video=all");
                var second = scene.player("?video=1");
                var two = scene.player("?video=0,7");
                var announced = scene.player("", Map.of("capsEx", 2, "fourCcList", List.of("*")))) {
            scene.publish(start, frame);
            assertVideo(plain, "90 61763031 81000C00", "93 61763031 AA");
            assertVideo(all, start, frame);
            assertVideo(announced, start, frame);
            assertVideo(second, "90 68766331 01", "93 61763031 BB");
            assertVideo(two, "90 61763031 81000C00", "93 61763031 AA", "96 03 61763031 07 CC");
            assertVideo(
                    each,
                    "90 61763031 81000C00",
                    "96 00 68766331 01 01",
                    "93 61763031 AA",
                    "96 03 61763031 01 BB",
                    "96 03 61763031 07 CC");
        }
    }

    @Test
    @DisplayName(
            "ER-080, ER-081, ER-082, ER-083: ModEx reaches who announced it, nanoseconds and unknown types untouched")
    void modEx(TestInfo test) throws IOException {
        String nanos = "97 02 0003E8 01 61763031 AA";
        String unknown = "A7 FF 0002 AABBCC F7 02 000001 01 61763031 BB";
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var announced = scene.player("", Map.of("capsEx", 0x0E, "fourCcList", List.of("*")))) {
            scene.publish(AV1_START, nanos, unknown);
            assertVideo(plain, AV1_START, "91 61763031 AA", "A1 61763031 BB");
            assertVideo(announced, AV1_START, nanos, unknown);
        }
    }

    @Test
    @DisplayName("ER-175, IP-71: H.264 under its FourCC goes to old players by its number, and as it came to others")
    void names(TestInfo test) throws IOException {
        String start = "90 61766331 0164001F";
        String key = "91 61766331 000028 AA";
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var old = scene.player("");
                var modern = scene.player("", Map.of("fourCcList", List.of("avc1", "mp4a")));
                var asking = scene.player("?codecs=published")) {
            scene.publish(start, key);
            assertVideo(old, "17 00 000000 0164001F", "17 01 000028 AA");
            assertVideo(modern, start, key);
            assertVideo(asking, start, key);
        }
    }

    @Test
    @DisplayName("ER-125, ER-126: vvc1, vp08 and what comes after them are relayed like any other")
    void everyFourCc(TestInfo test) throws IOException {
        for (String fourCc : List.of("76766331", "76703038", "41424344")) {
            try (var scene = new EnhancedScene(SERVER, test, "live/" + fourCc);
                    var player = scene.player("")) {
                scene.publish("90" + fourCc + "0102", "91" + fourCc + "000000 AA", "92" + fourCc);
                assertVideo(player, "90" + fourCc + "0102", "91" + fourCc + "000000 AA", "92" + fourCc);
            }
        }
    }

    @Test
    @DisplayName(
            "ER-002, ER-003: what is not known is relayed to who takes the stream as published, counted, logged once")
    void unknown(TestInfo test) throws IOException {
        String[] unknown = {"9F 61763031 AA", "96 31 61763031 00", "91 41424344 AA", "97 00 00 91 61763031 AA"};
        long before = SERVER.running().rtmpCounters().foreignMedia.sum();
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var all = scene.player("?tracks=all");
                var plain = scene.player("")) {
            scene.publish(unknown);
            assertVideo(all, unknown);
            assertVideo(plain, "91 41424344 AA", "91 61763031 AA");
            assertThat(SERVER.running().rtmpCounters().foreignMedia.sum() - before)
                    .isEqualTo(unknown.length);
            assertThat(ServerLog.lines(scene.path() + " has messages that are not known here"))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "ER-084, ER-100, ER-104: a header that lies costs its message and no more; tracks before the lie are kept")
    void lies(TestInfo test) throws IOException {
        long before = SERVER.running().rtmpCounters().malformedMedia.sum();
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var all = scene.player("?video=all")) {
            scene.publish(
                    "97 FF FFFF 00", // ModEx longer than the message
                    "97" + "000007".repeat(65_535) + "000001 61763031 AA", // a chain of 65,536
                    "96 06 61763031 00", // Multitrack in Multitrack
                    "96 01 617630", // no whole FourCC
                    "96 11 61763031 00 000001 AA 01 FFFFFF BB", // size beyond the end
                    "91 61763031 CC");
            assertVideo(all, "91 61763031 AA", "91 61763031 CC");
            assertThat(SERVER.running().rtmpCounters().malformedMedia.sum() - before)
                    .isEqualTo(4);
        }
    }

    @Test
    @DisplayName("ER-100, ER-111: 256 tracks in one message are 256 tracks")
    void manyTracksAtOnce(TestInfo test) throws IOException {
        var message = new StringBuilder("96 11 61763031");
        for (int id = 0; id < 256; id++) {
            message.append("%02X 000001 %02X".formatted(id, id));
        }
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var last = scene.player("?video=255")) {
            scene.publish(message.toString());
            assertVideo(last, "91 61763031 FF");
            assertThat(scene.tracks()).hasSize(256);
        }
    }

    @Test
    @DisplayName(
            "ER-174: a track in a codec that the viewer did not announce: told, or by configuration left out in silence")
    void codecsNotAnnounced(TestInfo test) throws IOException {
        Map<String, Object> hevcOnly = Map.of("fourCcList", List.of("hvc1"));
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var player = scene.player("", hevcOnly)) {
            scene.publish(AV1_START, AV1_KEY, "90 68766331 01");
            Map<?, ?> status = player.awaitStatus("NetStream.Play.Failed");
            assertThat(status.get("level")).isEqualTo("error");
            assertThat((String) status.get("description")).contains("av01").contains("video track 0");
            assertVideo(player, "90 68766331 01");
        }
        try (var scene = new EnhancedScene(SERVER, test, "filtered");
                var player = scene.player("", hevcOnly)) {
            scene.publish(AV1_START, AV1_KEY, "90 68766331 01");
            assertVideo(player, "90 68766331 01");
        }
    }

    @Test
    @DisplayName("ER-110: a choice that makes no sense is refused, and the NetStream can play another")
    void senselessChoice(TestInfo test) throws IOException {
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var player = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = player.createStream();
            player.command(streamId, "play", 0, null, scene.name() + "?video=256", -2000);
            assertThat((String) player.awaitStatus("NetStream.Play.Failed").get("description"))
                    .contains("video=256")
                    .contains("0 to 255");
            player.command(streamId, "play", 0, null, scene.name(), -2000);
            player.awaitStatus("NetStream.Play.Start");
        }
    }

    @Test
    @DisplayName(
            "ER-151, ER-157, IP-74: colour comes before the sequence header it describes, live and late, in FFmpeg's form")
    void color(TestInfo test) throws IOException {
        String name = "0200 09 636F6C6F72496E666F";
        String color =
                name + "03 000B 636F6C6F72436F6E666967 03 0008 6269744465707468 00 4024000000000000 000009 000009";
        String reset = name + "06";
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var early = scene.player("")) {
            scene.publish("84 61763031" + color, AV1_START, AV1_KEY); // as OBS does
            assertVideo(early, "D4 61763031" + color, AV1_START, AV1_KEY);
            assertThat(scene.tracks()
                            .getFirst()
                            .color()
                            .orElseThrow()
                            .colorConfig()
                            .orElseThrow()
                            .bitDepth())
                    .hasValue(10);
            try (var late = scene.player("")) {
                assertVideo(late, "D4 61763031" + color, AV1_START, AV1_KEY);
                scene.publish("D4 61763031" + reset, AV1_KEY);
                assertVideo(late, "D4 61763031" + reset, AV1_KEY);
                assertThat(scene.tracks().getFirst().color()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("ER-007, ER-008: Enhanced RTMP needs no message type of its own, and no other handshake")
    void messageTypes(TestInfo test) throws IOException {
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var all = scene.player("?tracks=all", Map.of("capsEx", 15, "fourCcList", List.of("*")))) {
            scene.publish("84 61763031 0200 09 636F6C6F72496E666F 06", AV1_START, "97 02 000064 01 61763031 AA");
            assertThat(until(all, "97 02 000064 01 61763031 AA"))
                    .extracting(Message::typeId)
                    .isSubsetOf(RawRtmpPeer.USER_CONTROL, RawRtmpPeer.VIDEO, RawRtmpPeer.DATA, RawRtmpPeer.COMMAND);
        }
    }

    @Test
    @DisplayName("ER-023, ER-025: track maps are filled in for who gets all tracks, and for nobody else")
    void trackMaps(TestInfo test) throws IOException {
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var all = scene.player("?tracks=all")) {
            scene.publish(AV1_START, "96 00 61763031 01 81000C00 0A0B000000043D06D402F80040", AV1_KEY);
            assertVideo(plain, AV1_START, AV1_KEY);
            List<Message> messages = until(all, AV1_KEY);
            Message data = messages.stream()
                    .filter(message -> message.typeId() == RawRtmpPeer.DATA)
                    .findFirst()
                    .orElseThrow();
            assertThat(data.timestampMillis()).isZero();
            var values = data.values();
            assertThat(values.getFirst()).isEqualTo("onMetaData");
            assertThat(values.get(1))
                    .isEqualTo(Map.of(
                            "videoTrackIdInfoMap",
                            Map.of("1", Map.of("videocodecid", 1635135537.0, "width", 322.0, "height", 182.0))));
        }
    }

    @Test
    @DisplayName(
            "ER-069, ER-082, ER-101, ER-102, ER-157: tracks, ModEx and colour are recorded and played back as published")
    void recorded(@TempDir Path recordings) throws IOException {
        String color = "D4 61763031 0200 09 636F6C6F72496E666F 06";
        List<String> published = List.of(
                color,
                AV1_START,
                "96 00 68766331 01 01",
                AV1_KEY,
                "97 02 0003E8 06 11 61763031 00 000001 AA 07 000001 BB",
                "9F 61763031 CC",
                "92 61763031");
        try (var server = TestServer.start("recordings.directory=" + recordings);
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = EnhancedScene.record(publisher, "film");
            for (int i = 0; i < published.size(); i++) {
                EnhancedScene.send(publisher, streamId, i * 40L, RawRtmpPeer.VIDEO, published.get(i));
            }
            EnhancedScene.endRecording(publisher, streamId);

            try (var all = EnhancedScene.recordedPlayer(server, "film?tracks=all");
                    var seventh = EnhancedScene.recordedPlayer(server, "film?video=7");
                    var plain = EnhancedScene.recordedPlayer(server, "film")) {
                assertVideo(all, published.toArray(new String[0]));
                assertVideo(seventh, "91 61763031 BB");
                assertVideo(plain, color, AV1_START, AV1_KEY, "91 61763031 AA", "92 61763031");
            }
        }
    }

    private static List<Message> until(RawRtmpPeer player, String last) throws IOException {
        List<Message> messages = new ArrayList<>();
        String wanted = compact(last);
        do {
            messages.add(player.read());
        } while (!toHex(messages.getLast()).equals(wanted));
        return messages;
    }
}
