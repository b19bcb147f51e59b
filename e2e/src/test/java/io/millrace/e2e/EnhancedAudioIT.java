package io.millrace.e2e;

import static io.millrace.e2e.EnhancedScene.assertAudio;
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
 * Enhanced audio, and what stands beside frames in a stream, as {@link EnhancedIT} has it for video: byte vectors in, and the
 * bytes that each kind of viewer gets. FourCCs spelled out: Opus 4F707573, ac-3 61632D33, ec-3 65632D33, av01 61763031,
 * hvc1 68766331, vp08 76703038, vvc1 76766331.
 */
class EnhancedAudioIT {
    private static final TestServer SERVER = TestServer.start();

    private static final String OPUS_HEAD = "4F707573 48656164 01 02 3801 80BB0000 0000 00"; // stereo, 48 kHz
    private static final String OPUS_START = "90 4F707573 " + OPUS_HEAD;
    private static final String OPUS_FRAME = "91 4F707573 AA";
    private static final String SURROUND = "94 4F707573 01 06 0000003F"; // native order, 5.1

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    @DisplayName("ER-101, ER-102, ER-110: each viewer gets the audio tracks it can take or has chosen")
    void tracks(TestInfo test) throws IOException {
        String start = "95 10 4F707573 00 000013" + OPUS_HEAD + "02 000013" + OPUS_HEAD; // ManyTracks
        String frame = "95 11 4F707573 00 000001 AA 02 000001 BB 07 000001 CC";
        String one = "95 01 4F707573 02 DD"; // OneTrack
        String second = "95 00 4F707573 02" + OPUS_HEAD;
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var all = scene.player("?tracks=all");
                var two = scene.player("?audio=0,2");
                var alone = scene.player("?audio=2");
                var announced = scene.player("", Map.of("capsEx", 2, "fourCcList", List.of("*")))) {
            scene.publishAudio(start, frame, one, OPUS_FRAME);
            assertAudio(plain, OPUS_START, OPUS_FRAME, OPUS_FRAME);
            assertAudio(all, start, frame, one, OPUS_FRAME);
            assertAudio(announced, start, frame, one, OPUS_FRAME);
            assertAudio(two, OPUS_START, second, OPUS_FRAME, "95 01 4F707573 02 BB", one, OPUS_FRAME);
            assertAudio(alone, OPUS_START, "91 4F707573 BB", "91 4F707573 DD");
        }
    }

    @Test
    @DisplayName("ER-110: who chooses no audio gets none, and all of the video")
    void none(TestInfo test) throws IOException {
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var silent = scene.player("?audio=none")) {
            scene.publishAudio(OPUS_START, OPUS_FRAME, "95 01 4F707573 02 DD");
            scene.publish("91 61763031 EE");
            assertThat(media(silent, 1)).containsExactly("video 9161763031ee");
        }
    }

    @Test
    @DisplayName("ER-080, ER-082, ER-083: ModEx of audio reaches who announced it, the nanoseconds with it")
    void modEx(TestInfo test) throws IOException {
        String nanos = "97 02 0003E8 01 4F707573 AA";
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var announced = scene.player("", Map.of("capsEx", 0x0E, "fourCcList", List.of("*")))) {
            scene.publishAudio(OPUS_START, nanos);
            assertAudio(plain, OPUS_START, OPUS_FRAME);
            assertAudio(announced, OPUS_START, nanos);
        }
    }

    @Test
    @DisplayName("ER-067, ER-069: the channel layout follows the sequence start, live and for late joiners")
    void multichannelConfig(TestInfo test) throws IOException {
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var early = scene.player("")) {
            scene.publishAudio(OPUS_START, SURROUND, OPUS_FRAME);
            assertAudio(early, OPUS_START, SURROUND, OPUS_FRAME);
            try (var late = scene.player("")) {
                scene.publishAudio(OPUS_FRAME);
                assertAudio(late, OPUS_START, SURROUND, OPUS_FRAME);
            }
        }
    }

    @Test
    @DisplayName("ER-064: silence, which has no byte, and SequenceEnd reach every viewer")
    void silence(TestInfo test) throws IOException {
        String end = "92 4F707573";
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var all = scene.player("?tracks=all")) {
            scene.publishAudio(OPUS_START, OPUS_FRAME, "", OPUS_FRAME, end);
            assertAudio(plain, OPUS_START, OPUS_FRAME, "", OPUS_FRAME, end);
            assertAudio(all, OPUS_START, OPUS_FRAME, "", OPUS_FRAME, end);
        }
    }

    @Test
    @DisplayName("ER-130, IP-78: the end of a sequence at timestamp 0, as OBS sends it, does not move time back")
    void sequenceEndAtZero(TestInfo test) throws IOException {
        String end = "92 68766331";
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var player = scene.player("")) {
            scene.publishAt(20_000, RawRtmpPeer.VIDEO, "90 68766331 01");
            scene.publishAt(20_000, RawRtmpPeer.VIDEO, "91 68766331 000000 AA");
            scene.publishAt(0, RawRtmpPeer.VIDEO, end);
            scene.publishAt(20_040, RawRtmpPeer.VIDEO, "91 68766331 000000 BB");
            List<Message> received = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                received.add(player.read(RawRtmpPeer.VIDEO));
            }
            assertThat(toHex(received.get(2))).isEqualTo(compact(end));
            assertThat(received)
                    .extracting(Message::timestampMillis)
                    .containsExactly(20_000L, 20_000L, 20_000L, 20_040L);
        }
    }

    @Test
    @DisplayName("ER-123, ER-127: MPEG2TSSequenceStart and video commands reach every viewer as they came")
    void transportStreamStartAndCommands(TestInfo test) throws IOException {
        String[] published = {
            "95 61763031 80 04 81 00 0C 00", "91 61763031 AA", "D0 00", "91 61763031 BB", "D0 01", "91 61763031 CC"
        };
        try (var scene = new EnhancedScene(SERVER, test, "live");
                var plain = scene.player("");
                var all = scene.player("?tracks=all")) {
            scene.publish(published);
            assertVideo(plain, published);
            assertVideo(all, published);
        }
    }

    @Test
    @DisplayName("ER-063, ER-064, ER-067, ER-123, ER-125, ER-127: what is no frame, and every codec, is recorded and"
            + " played back as published")
    void recorded(@TempDir Path recordings) throws IOException {
        List<String> published = List.of(
                "video 95 61763031 80 04 81 00 0C 00",
                "audio " + OPUS_START,
                "audio " + SURROUND,
                "video 91 61763031 AA",
                "audio " + OPUS_FRAME,
                "video D0 00",
                "audio ",
                "video 90 76703038 010000000000",
                "video 91 76703038 BB",
                "video 90 76766331 FF",
                "video 91 76766331 000000 CC",
                "audio 90 61632D33",
                "audio 91 61632D33 0B77 DD",
                "audio 90 65632D33",
                "audio 91 65632D33 0B77 EE",
                "audio 92 65632D33",
                "video 92 76766331");
        try (var server = TestServer.start("recordings.directory=" + recordings);
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = EnhancedScene.record(publisher, "film");
            for (int i = 0; i < published.size(); i++) {
                String[] message = published.get(i).split(" ", 2);
                int typeId = message[0].equals("audio") ? RawRtmpPeer.AUDIO : RawRtmpPeer.VIDEO;
                EnhancedScene.send(publisher, streamId, i * 40L, typeId, message[1]);
            }
            EnhancedScene.endRecording(publisher, streamId);

            try (var player = EnhancedScene.recordedPlayer(server, "film?tracks=all")) {
                assertThat(media(player, published.size()))
                        .containsExactlyElementsOf(published.stream()
                                .map(message -> message.substring(0, 6) + compact(message.substring(6)))
                                .toList());
            }
        }
    }

    /** The next audio and video messages, each as {@code audio 914f707573aa}. */
    private static List<String> media(RawRtmpPeer player, int count) throws IOException {
        List<String> media = new ArrayList<>();
        while (media.size() < count) {
            Message message = player.read();
            switch (message.typeId()) {
                case RawRtmpPeer.AUDIO -> media.add("audio " + toHex(message));
                case RawRtmpPeer.VIDEO -> media.add("video " + toHex(message));
                default -> {} // statuses and metadata
            }
        }
        return media;
    }
}
