package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoTagCodecTest {
    private static final Codec AVC = new Codec.LegacyVideo(7);

    // Legacy [FLV10.1 §E.4.3.1]

    @Test
    @DisplayName("F-06: AVCPacketType 0 is the sequence header, no picture although its frame type is key [ER-132]")
    void avcSequenceHeader() {
        assertThat(decodeOne("17 00 000000 0164001F"))
                .isEqualTo(video(AVC, PacketType.SEQUENCE_START, VideoFrameType.KEY, 0, "0164001F"));
        assertThat(decodeOne("17 00 000000 0164001F").keyFrame()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"000050, 80", "FFFFFF, -1", "800000, -8388608", "7FFFFF, 8388607"})
    @DisplayName("F-06, ER-131: an AVC NALU packet has a signed composition time")
    void avcCompositionTime(String si24, int millis) {
        assertThat(decodeOne("27 01 " + si24 + " 00000002 09F0"))
                .isEqualTo(video(AVC, PacketType.CODED_FRAMES, VideoFrameType.INTER, millis, "00000002 09F0"));
    }

    @Test
    @DisplayName("F-06: the composition time of a sequence header counts as 0")
    void avcSequenceHeaderHasNoCompositionTime() {
        assertThat(decodeOne("17 00 000050 01").compositionTimeMillis()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17 02 000000", "17 02", "27 02 000000 FF"})
    @DisplayName("IP-58: an AVC end of sequence is one, but does not make AVC the codec of track 0")
    void avcEndOfSequence(String body) {
        var end = decodeOne(body);
        assertThat(end.type()).isEqualTo(PacketType.SEQUENCE_END);
        assertThat(end.track()).isEqualTo(Track.VIDEO_0);
        assertThat(end.payload().isEmpty()).isTrue();
        assertThat(end.namesCodec()).isFalse();
    }

    @Test
    @DisplayName("IP-60: CodecID 12 is HEVC, laid out as AVC")
    void legacyHevc() {
        var start = decodeOne("1C 00 000000 01");
        var frame = decodeOne("1C 01 000028 AA");
        assertThat(start.type()).isEqualTo(PacketType.SEQUENCE_START);
        assertThat(start.codec().toFourCc()).contains(FourCc.HEVC);
        assertThat(frame.keyFrame()).isTrue();
        assertThat(frame.compositionTimeMillis()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15})
    @DisplayName("IP-59: any other CodecID is a codec, its data all that follows the first byte")
    void otherLegacyCodecs(int codecId) {
        assertThat(VideoTagCodec.decode(Bytes.of(0x20 | codecId, 0xAB, 0xCD)))
                .containsExactly(video(
                        new Codec.LegacyVideo(codecId), PacketType.CODED_FRAMES, VideoFrameType.INTER, 0, "ABCD"));
    }

    @ParameterizedTest
    @CsvSource({"02, 0, false", "12, 1, true", "22, 2, false", "32, 3, false", "42, 4, true", "62, 6, false"})
    @DisplayName("ER-121, ER-132: frame types 1 and 4 are key frames, reserved ones are kept")
    void legacyFrameTypes(String firstByte, int frameType, boolean keyFrame) {
        var packet = decodeOne(firstByte + " 00");
        assertThat(packet.flags()).isEqualTo(frameType);
        assertThat(packet.keyFrame()).isEqualTo(keyFrame);
    }

    @Test
    @DisplayName("F-07: legacy frame type 5 is a command and its byte")
    void legacyCommand() {
        assertThat(decodeOne("57 01")).isEqualTo(video(AVC, PacketType.COMMAND, VideoFrameType.COMMAND, 0, "01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "12", "1701", "17010000", "170000", "17 03 000000 00"})
    @DisplayName("ER-002: a legacy body that is too short, or of an unknown AVCPacketType, is unknown and no error")
    void shortLegacyBodyIsUnknown(String body) {
        assertThat(decodeOne(body).type()).isEqualTo(PacketType.UNKNOWN);
    }

    @Test
    @DisplayName("ER-002: an empty video body is unknown and names no codec")
    void emptyBody() {
        assertThat(VideoTagCodec.decode(Bytes.EMPTY))
                .containsExactly(video(new Codec.None(), PacketType.UNKNOWN, 0, 0, ""));
    }

    // Enhanced [ER-120]

    @ParameterizedTest
    @ValueSource(strings = {"vp08", "vp09", "av01", "avc1", "hvc1", "vvc1", "zzzz"})
    @DisplayName("ER-125, ER-126: SequenceStart of each FourCC, known or not")
    void sequenceStart(String fourCc) {
        assertThat(decodeOne("90" + Bytes.utf8(fourCc).toHex() + "0102"))
                .isEqualTo(video(enhanced(fourCc), PacketType.SEQUENCE_START, VideoFrameType.KEY, 0, "0102"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc1", "hvc1", "vvc1"})
    @DisplayName("ER-128, ER-131: CodedFrames of avc1, hvc1 and vvc1 begin with a signed composition time")
    void codedFramesWithCompositionTime(String fourCc) {
        assertThat(decodeOne("A1" + Bytes.utf8(fourCc).toHex() + "FFFFFF AABB"))
                .isEqualTo(video(enhanced(fourCc), PacketType.CODED_FRAMES, VideoFrameType.INTER, -1, "AABB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vp08", "vp09", "av01", "zzzz"})
    @DisplayName("ER-128: CodedFrames of vp08, vp09 and av01 have no composition time")
    void codedFramesWithoutCompositionTime(String fourCc) {
        assertThat(decodeOne("91" + Bytes.utf8(fourCc).toHex() + "FFFFFF AABB"))
                .isEqualTo(video(enhanced(fourCc), PacketType.CODED_FRAMES, VideoFrameType.KEY, 0, "FFFFFFAABB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vp08", "vp09", "av01", "avc1", "hvc1", "vvc1"})
    @DisplayName("ER-129, IP-76: CodedFramesX has no composition time; accepted for every FourCC")
    void codedFramesX(String fourCc) {
        var packet = decodeOne("93" + Bytes.utf8(fourCc).toHex() + "FFFFFF AABB");
        assertThat(packet)
                .isEqualTo(video(enhanced(fourCc), PacketType.CODED_FRAMES, VideoFrameType.KEY, 0, "FFFFFFAABB"));
        assertThat(packet.keyFrame()).isTrue();
    }

    @Test
    @DisplayName("ER-130, IP-78: SequenceEnd as OBS sends it, frame type 2")
    void sequenceEnd() {
        assertThat(decodeOne("A2 68766331"))
                .isEqualTo(video(enhanced("hvc1"), PacketType.SEQUENCE_END, VideoFrameType.INTER, 0, ""));
    }

    @Test
    @DisplayName("ER-127: MPEG2TSSequenceStart starts a sequence")
    void mpeg2TsSequenceStart() {
        assertThat(decodeOne("95 61763031 80048100"))
                .isEqualTo(video(enhanced("av01"), PacketType.SEQUENCE_START, VideoFrameType.KEY, 0, "80048100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"84", "94", "D4"})
    @DisplayName("ER-124, IP-74: metadata is metadata with any frame type, 5 (FFmpeg) and 0 (OBS) among them")
    void metadata(String firstByte) {
        assertThat(decodeOne(firstByte + "68766331 02000141 05"))
                .isEqualTo(video(enhanced("hvc1"), PacketType.METADATA, 0, 0, "0200014105"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"D0 00", "D1 01", "D3 00", "D6 01"})
    @DisplayName("ER-123: frame type 5 with any packet type but Metadata is a command without FourCC")
    void command(String body) {
        var packet = decodeOne(body);
        assertThat(packet.type()).isEqualTo(PacketType.COMMAND);
        assertThat(packet.codec()).isEqualTo(new Codec.None());
        assertThat(packet.payload()).isEqualTo(Bytes.hex(body).from(1));
    }

    @Test
    @DisplayName("ER-123: whether it is a command shows after ModEx")
    void commandAfterModEx() {
        assertThat(decodeOne("D7 00 FF 10 01").type()).isEqualTo(PacketType.COMMAND);
        assertThat(decodeOne("D7 00 FF 14 68766331 02").type()).isEqualTo(PacketType.METADATA);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    @DisplayName("ER-002, ER-122: a reserved packet type is unknown, its track and FourCC still read")
    void reservedPacketType(int packetType) {
        assertThat(decodeOne(Bytes.of(0x90 | packetType).toHex() + "61763031 AA"))
                .isEqualTo(video(enhanced("av01"), PacketType.UNKNOWN, VideoFrameType.KEY, 0, "AA"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "90 617630", "91 68766331", "91 68766331 0000"})
    @DisplayName("ER-084: an Enhanced header that ends early is malformed")
    void shortEnhancedHeader(String body) {
        assertThatThrownBy(() -> decodeOne(body)).isInstanceOf(MalformedTagException.class);
    }

    @Test
    @DisplayName("ER-082: the nano offset is the packet's")
    void nanoOffset() {
        var packet = decodeOne("97 02 0F423F 01 68766331 000000 AA");
        assertThat(packet.nanoOffset()).isEqualTo(999_999);
        assertThat(packet.payload()).isEqualTo(Bytes.of(0xAA));
    }

    @Test
    @DisplayName("ER-101, IP-72: OneTrack as FFmpeg and OBS write it")
    void oneTrack() {
        assertThat(decodeOne("96 01 61766331 02 000010 AABB"))
                .isEqualTo(new MediaPacket(
                        new Track(MediaKind.VIDEO, 2),
                        enhanced("avc1"),
                        PacketType.CODED_FRAMES,
                        VideoFrameType.KEY,
                        16,
                        0,
                        Bytes.hex("AABB")));
    }

    @Test
    @DisplayName("ER-105, ER-104: tracks share packet type and frame type; a size counts the composition time in")
    void manyTracks() {
        var packets = VideoTagCodec.decode(Bytes.hex("A6 11 68766331 00 000004 00000A AA 01 000003 FFFFF6"));
        assertThat(packets).extracting(packet -> packet.track().id()).containsExactly(0, 1);
        assertThat(packets).extracting(MediaPacket::compositionTimeMillis).containsExactly(10, -10);
        assertThat(packets).extracting(MediaPacket::payload).containsExactly(Bytes.of(0xAA), Bytes.EMPTY);
        assertThat(packets).extracting(MediaPacket::flags).containsOnly(VideoFrameType.INTER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "96 11 68766331 00 000003 00000A 01 000002 AABB 02 000004 000014 CC",
                "96 11 68766331 01 000000 00 000003 00000A 02 000004 000014 CC",
                "96 21 68766331 00 000003 00000A 61766331 02 000004 000014 CC 76766331 01 000001 AA"
            })
    @DisplayName("ER-104, ER-004: a frame too short for its composition time costs no other, before or after it")
    void shortTrackCostsNoOther(String body) {
        var packets = VideoTagCodec.decode(Bytes.hex(body));
        assertThat(packets).extracting(packet -> packet.track().id()).containsExactly(0, 2);
        assertThat(packets).extracting(MediaPacket::compositionTimeMillis).containsExactly(10, 20);
    }

    @Test
    @DisplayName("ER-104, ER-084: without one frame that can be read the message is malformed")
    void noWholeTrack() {
        assertThatThrownBy(() -> VideoTagCodec.decode(Bytes.hex("96 11 68766331 00 000002 AABB 01 000000")))
                .isInstanceOf(MalformedTagException.class)
                .hasMessage("hvc1 frame of 2 bytes (expected: >= 3, the composition time)");
    }

    @ParameterizedTest
    @CsvSource({
        // frame header OBU without a temporal delimiter before it; VP9 record after 4 bytes of version and flags
        "91 61763031, CODED_FRAMES, 32 02 AABB",
        "90 61763031, SEQUENCE_START, 81 00 0C 00",
        "90 76703039, SEQUENCE_START, 01000000 00 0A 82 02 02 02 0000"
    })
    @DisplayName("IP-80: AV1 frames without temporal unit delimiter and VP9 records with version and flags are as good")
    void payloadIsNotInterpreted(String header, PacketType type, String payload) {
        var packet = decodeOne(header + payload);
        assertThat(packet.type()).isEqualTo(type);
        assertThat(packet.payload()).isEqualTo(Bytes.hex(payload));
        assertThat(VideoTagCodec.encode(packet)).isEqualTo(Bytes.hex(header + payload));
    }

    @Test
    void payloadIsAViewOfTheBody() {
        byte[] body = Bytes.hex("91 61763031 AA").toByteArray();
        var packet = VideoTagCodec.decode(Bytes.wrap(body)).getFirst();
        body[5] = 0x55;
        assertThat(packet.payload()).isEqualTo(Bytes.of(0x55));
    }

    // The other way

    @Test
    @DisplayName("IP-76: composition time 0 is written as CodedFramesX, any other as CodedFrames")
    void codedFramesAsShortAsCanBe() {
        assertThat(VideoTagCodec.encode(video(enhanced("hvc1"), PacketType.CODED_FRAMES, 1, 0, "AA")))
                .isEqualTo(Bytes.hex("93 68766331 AA"));
        assertThat(VideoTagCodec.encode(video(enhanced("hvc1"), PacketType.CODED_FRAMES, 2, -1, "AA")))
                .isEqualTo(Bytes.hex("A1 68766331 FFFFFF AA"));
        assertThat(VideoTagCodec.encode(video(enhanced("av01"), PacketType.CODED_FRAMES, 1, 0, "AA")))
                .isEqualTo(Bytes.hex("91 61763031 AA"));
    }

    @Test
    @DisplayName("IP-74: metadata is written with frame type 5 alone, and 0 inside Multitrack")
    void metadataFrameType() {
        var track1 = new MediaPacket(
                new Track(MediaKind.VIDEO, 1), enhanced("hvc1"), PacketType.METADATA, 0, 0, 0, Bytes.of(0x02));
        assertThat(VideoTagCodec.encode(video(enhanced("hvc1"), PacketType.METADATA, 0, 0, "02")))
                .isEqualTo(Bytes.hex("D4 68766331 02"));
        assertThat(VideoTagCodec.encode(track1)).isEqualTo(Bytes.hex("86 04 68766331 01 02"));
    }

    @Test
    @DisplayName("ER-127: an AV1 video descriptor goes out as MPEG2TSSequenceStart, as it came")
    void av1VideoDescriptor() {
        var body = Bytes.hex("95 61763031 80048100");
        assertThat(VideoTagCodec.encode(VideoTagCodec.decode(body).getFirst())).isEqualTo(body);
    }

    @Test
    void whatNoMessageCanSayIsRefused() {
        var track1 = new Track(MediaKind.VIDEO, 1);
        for (MediaPacket packet : List.of(
                video(AVC, PacketType.UNKNOWN, 1, 0, ""),
                video(AVC, PacketType.METADATA, 0, 0, ""),
                video(AVC, PacketType.CODED_FRAMES, 8, 0, ""),
                video(AVC, PacketType.CODED_FRAMES, VideoFrameType.COMMAND, 0, ""),
                video(AVC, PacketType.CODED_FRAMES, 1, 0x80_0000, ""),
                video(AVC, PacketType.SEQUENCE_START, 1, 1, ""),
                video(new Codec.LegacyVideo(2), PacketType.SEQUENCE_START, 1, 0, ""),
                video(enhanced("av01"), PacketType.CODED_FRAMES, 1, 1, ""),
                video(enhanced("avc1"), PacketType.COMMAND, VideoFrameType.COMMAND, 0, ""),
                video(enhanced("avc1"), PacketType.MULTICHANNEL_CONFIG, 1, 0, ""),
                video(new Codec.None(), PacketType.UNKNOWN, 0, 0, ""),
                video(new Codec.LegacyAudio(10), PacketType.CODED_FRAMES, 1, 0, ""),
                new MediaPacket(track1, AVC, PacketType.CODED_FRAMES, 1, 0, 0, Bytes.EMPTY))) {
            assertThatThrownBy(() -> VideoTagCodec.encode(packet))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(packet.toString());
        }
    }

    private static MediaPacket decodeOne(String body) {
        var packets = VideoTagCodec.decode(Bytes.hex(body));
        assertThat(packets).hasSize(1);
        return packets.getFirst();
    }

    private static MediaPacket video(Codec codec, PacketType type, int frameType, int compositionTime, String payload) {
        return new MediaPacket(Track.VIDEO_0, codec, type, frameType, compositionTime, 0, Bytes.hex(payload));
    }

    private static Codec enhanced(String fourCc) {
        return new Codec.Enhanced(FourCc.of(fourCc));
    }
}
