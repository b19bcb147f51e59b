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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioTagCodecTest {
    private static final Codec AAC = new Codec.LegacyAudio(10);

    @Test
    @DisplayName("F-05: AACPacketType 0 is the sequence header, 1 raw data")
    void aac() {
        assertThat(decodeOne("AF 00 1210")).isEqualTo(audio(AAC, PacketType.SEQUENCE_START, 0xF, "1210"));
        assertThat(decodeOne("AF 01 2100")).isEqualTo(audio(AAC, PacketType.CODED_FRAMES, 0xF, "2100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AF", "AF 02 00", "2F", "B2"})
    @DisplayName("ER-002: a legacy header alone, or an unknown AACPacketType, is unknown and no error")
    void shortLegacyBodyIsUnknown(String body) {
        assertThat(decodeOne(body).type()).isEqualTo(PacketType.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15})
    @DisplayName("ER-060, IP-59: every other SoundFormat is legacy, its rate, size and type kept")
    void otherSoundFormats(int soundFormat) {
        assertThat(AudioTagCodec.decode(Bytes.of(soundFormat << 4 | 0x6, 0xAB, 0xCD)))
                .containsExactly(audio(new Codec.LegacyAudio(soundFormat), PacketType.CODED_FRAMES, 0x6, "ABCD"));
    }

    @Test
    @DisplayName("ER-064: an empty audio message is silence")
    void silence() {
        var silence = audio(new Codec.None(), PacketType.SILENCE, 0, "");
        assertThat(AudioTagCodec.decode(Bytes.EMPTY)).containsExactly(silence);
        assertThat(AudioTagCodec.encode(silence)).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ac-3", "ec-3", "Opus", ".mp3", "fLaC", "mp4a", "zzzz"})
    @DisplayName("ER-060, ER-063: SoundFormat 9 is the Enhanced header, for each FourCC, known or not")
    void everyFourCc(String fourCc) {
        String hex = Bytes.utf8(fourCc).toHex();
        assertThat(decodeOne("91" + hex + "AABB"))
                .isEqualTo(audio(enhanced(fourCc), PacketType.CODED_FRAMES, 0, "AABB"));
        assertThat(decodeOne("90" + hex + "AABB"))
                .isEqualTo(audio(enhanced(fourCc), PacketType.SEQUENCE_START, 0, "AABB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ac-3", "ec-3", ".mp3", "Opus"})
    @DisplayName("ER-065, IP-75: an empty SequenceStart is one")
    void emptySequenceStart(String fourCc) {
        assertThat(decodeOne("90" + Bytes.utf8(fourCc).toHex()))
                .isEqualTo(audio(enhanced(fourCc), PacketType.SEQUENCE_START, 0, ""));
    }

    @ParameterizedTest
    @CsvSource({
        // three packets: all but the last delimit themselves, with a length after the first byte
        "Opus, 08 02 AABB 08 01 CC 08 DDEE",
        "Opus, 08 CCDD",
        "ac-3, 0B77 AABB 0B77 CCDD",
        "ec-3, 0B77 AABB",
        ".mp3, FFFB AABB FFFB CCDD",
        "mp4a, 2110 0485",
        "fLaC, FFF8 C9A8"
    })
    @DisplayName("ER-066: coded audio is taken whole as its codec frames it, however many packets, and not looked into")
    void codedFramesAreNotInterpreted(String fourCc, String frames) {
        var body = Bytes.hex("91" + Bytes.utf8(fourCc).toHex() + frames);
        var packet = decodeOne(body.toHex());
        assertThat(packet).isEqualTo(audio(enhanced(fourCc), PacketType.CODED_FRAMES, 0, frames));
        assertThat(AudioTagCodec.encode(packet)).isEqualTo(body);
    }

    @Test
    @DisplayName("ER-061, ER-062: SequenceEnd is 2 and has its FourCC")
    void sequenceEnd() {
        assertThat(decodeOne("92 4F707573")).isEqualTo(audio(enhanced("Opus"), PacketType.SEQUENCE_END, 0, ""));
    }

    @Test
    @DisplayName("ER-061, ER-062: MultichannelConfig is 4 and has its FourCC")
    void multichannelConfig() {
        assertThat(decodeOne("94 4F707573 01 02 00000003"))
                .isEqualTo(audio(enhanced("Opus"), PacketType.MULTICHANNEL_CONFIG, 0, "010200000003"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 8, 9, 10, 11, 12, 13, 14, 15})
    @DisplayName("ER-002, ER-061: a reserved packet type is unknown, its track and FourCC still read")
    void reservedPacketType(int packetType) {
        assertThat(decodeOne(Bytes.of(0x90 | packetType).toHex() + "66 4C 61 43 AA"))
                .isEqualTo(audio(enhanced("fLaC"), PacketType.UNKNOWN, 0, "AA"));
    }

    @Test
    @DisplayName("ER-061, ER-101, IP-72: Multitrack is 5 in audio; OneTrack as FFmpeg and OBS write it")
    void oneTrack() {
        assertThat(decodeOne("95 00 6D703461 01 1210"))
                .isEqualTo(new MediaPacket(
                        new Track(MediaKind.AUDIO, 1),
                        enhanced("mp4a"),
                        PacketType.SEQUENCE_START,
                        0,
                        0,
                        0,
                        Bytes.hex("1210")));
    }

    @Test
    @DisplayName("ER-082: the nano offset is that of all packets of the message")
    void nanoOffset() {
        assertThat(AudioTagCodec.decode(Bytes.hex("97 02 000064 05 11 4F707573 00 000001 AA 01 000001 BB")))
                .extracting(MediaPacket::nanoOffset)
                .containsExactly(100, 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "91 4F7075", "95", "95 01", "95 01 4F707573"})
    @DisplayName("ER-084: an Enhanced header that ends early is malformed")
    void shortEnhancedHeader(String body) {
        assertThatThrownBy(() -> decodeOne(body)).isInstanceOf(MalformedTagException.class);
    }

    @Test
    void whatNoMessageCanSayIsRefused() {
        var track1 = new Track(MediaKind.AUDIO, 1);
        for (MediaPacket packet : List.of(
                audio(AAC, PacketType.UNKNOWN, 0xF, ""),
                audio(AAC, PacketType.MULTICHANNEL_CONFIG, 0xF, ""),
                audio(AAC, PacketType.CODED_FRAMES, 16, ""),
                audio(new Codec.LegacyAudio(9), PacketType.CODED_FRAMES, 0, ""),
                audio(new Codec.LegacyAudio(2), PacketType.SEQUENCE_START, 0xF, ""),
                audio(enhanced("Opus"), PacketType.METADATA, 0, ""),
                audio(new Codec.None(), PacketType.CODED_FRAMES, 0, ""),
                audio(new Codec.LegacyVideo(7), PacketType.CODED_FRAMES, 1, ""),
                new MediaPacket(track1, AAC, PacketType.CODED_FRAMES, 0xF, 0, 0, Bytes.EMPTY))) {
            assertThatThrownBy(() -> AudioTagCodec.encode(packet))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(packet.toString());
        }
    }

    private static MediaPacket decodeOne(String body) {
        var packets = AudioTagCodec.decode(Bytes.hex(body));
        assertThat(packets).hasSize(1);
        return packets.getFirst();
    }

    private static MediaPacket audio(Codec codec, PacketType type, int flags, String payload) {
        return new MediaPacket(Track.AUDIO_0, codec, type, flags, 0, 0, Bytes.hex(payload));
    }

    private static Codec enhanced(String fourCc) {
        return new Codec.Enhanced(FourCc.of(fourCc));
    }
}
