package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TagPropertyTest {
    private static final Codec HEVC = new Codec.Enhanced(FourCc.HEVC);
    private static final Codec AVC = new Codec.LegacyVideo(Codec.LegacyVideo.AVC);

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void decodeInvertsEncode(long seed) {
        var random = new Random(seed);
        var video = RandomPackets.video(random);
        var audio = RandomPackets.audio(random);
        assertThat(VideoTagCodec.decode(VideoTagCodec.encode(video))).containsExactly(video);
        assertThat(AudioTagCodec.decode(AudioTagCodec.encode(audio))).containsExactly(audio);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    @DisplayName("ER-002: whatever the cut, a message is read, or dropped as malformed")
    void everyTruncationIsReadOrMalformed(long seed) {
        var random = new Random(seed);
        for (Bytes body : List.of(
                VideoTagCodec.encode(RandomPackets.video(random)),
                AudioTagCodec.encode(RandomPackets.audio(random)),
                manyTracks(random))) {
            for (int length = 0; length < body.length(); length++) {
                assertReadOrMalformed(body.slice(0, length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("ER-002: random bytes are read, or dropped as malformed")
    void randomBytesAreReadOrMalformed(long seed) {
        var random = new Random(seed);
        byte[] body = new byte[random.nextInt(64)];
        random.nextBytes(body);
        assertReadOrMalformed(Bytes.wrap(body));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("ER-110: unwrapped twice is unwrapped once, and decodes to the packets of track 0")
    void trackZeroIsStable(long seed) {
        var random = new Random(seed);
        var published = random.nextBoolean()
                ? VideoTagCodec.encode(RandomPackets.video(random))
                : modEx(random, manyTracks(random));
        var sent = MessageForm.PLAIN.bodiesOf(frame(published));
        var ofTrackZero = VideoTagCodec.decode(published).stream()
                .filter(packet -> packet.track().id() == 0)
                .filter(packet ->
                        packet.type() != PacketType.METADATA || !packet.codec().isSameAs(AVC))
                .map(TagPropertyTest::asSent)
                .toList();
        assertThat(sent.stream().flatMap(body -> VideoTagCodec.decode(body).stream()))
                .containsExactlyElementsOf(ofTrackZero);
        sent.forEach(body -> assertThat(MessageForm.PLAIN.bodiesOf(frame(body))).containsExactly(body));
    }

    static void assertReadOrMalformed(Bytes body) {
        try {
            assertThat(VideoTagCodec.decode(body)).isNotEmpty().allSatisfy(TagPropertyTest::assertConsistent);
            assertThat(MessageForm.PLAIN.bodiesOf(frame(body))).isNotNull();
        } catch (MalformedTagException e) {
            assertThat(e).hasMessageMatching(".*\\d.*");
        }
        try {
            assertThat(AudioTagCodec.decode(body)).isNotEmpty().allSatisfy(TagPropertyTest::assertConsistent);
            assertThat(MessageForm.PLAIN.bodiesOf(new MediaFrame(MediaKind.AUDIO, 0, body, List.of())))
                    .isNotNull();
        } catch (MalformedTagException e) {
            assertThat(e).hasMessageMatching(".*\\d.*");
        }
    }

    private static void assertConsistent(MediaPacket packet) {
        assertThat(packet.nanoOffset()).isBetween(0, 999_999);
        assertThat(packet.compositionTimeMillis()).isBetween(-0x80_0000, 0x7F_FFFF);
    }

    /** A ManyTracks message of AV1 frames, track IDs 0 to n. */
    private static Bytes manyTracks(Random random) {
        var out = new ByteWriter().u8(0x96).u8(0x11).u32(0x61763031);
        int tracks = 1 + random.nextInt(4);
        for (int id = 0; id < tracks; id++) {
            byte[] body = new byte[random.nextInt(10)];
            random.nextBytes(body);
            out.u8(id).u24(body.length).bytes(body);
        }
        return out.toBytes();
    }

    private static Bytes modEx(Random random, Bytes body) {
        return new ByteWriter()
                .u8(body.u8(0) & 0xF0 | 7)
                .u8(2)
                .u24(random.nextInt(1_000_000))
                .u8(body.u8(0) & 0x0F)
                .bytes(body.from(1))
                .toBytes();
    }

    private static MediaFrame frame(Bytes body) {
        return new MediaFrame(MediaKind.VIDEO, 0, body, List.of());
    }

    /** Without ModEx, and HEVC by its FourCC. */
    private static MediaPacket asSent(MediaPacket packet) {
        Codec codec = packet.codec();
        if (packet.type() != PacketType.COMMAND) {
            codec = codec.isSameAs(HEVC) ? HEVC : codec.isSameAs(AVC) ? AVC : codec;
        }
        return new MediaPacket(
                packet.track(),
                codec,
                packet.type(),
                packet.flags(),
                packet.compositionTimeMillis(),
                0,
                // Behind the end of a sequence there is nothing [ER-130]; a legacy message drops what came all the
                // same.
                codec.equals(AVC) && packet.type() == PacketType.SEQUENCE_END ? Bytes.EMPTY : packet.payload());
    }
}
