package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.FourCc;
import io.millrace.media.PacketType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnhancedMessageTest {
    private static final int VIDEO_MULTITRACK = 6;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 255})
    @DisplayName("ER-080, IP-77: a ModEx size of one byte counts from 1")
    void modExWithShortSize(int size) {
        var body = new ByteWriter()
                .u8(0x97)
                .u8(size - 1)
                .bytes(new byte[size])
                .u8(0x01)
                .u8(0xAA);
        Bytes sent = body.toBytes();
        Bytes prelude = sent.slice(1, sent.length() - 2);
        assertThat(EnhancedMessage.read(sent)).isEqualTo(new EnhancedMessage(1, 0, prelude, Bytes.of(0xAA)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 300, 65536})
    @DisplayName("ER-080, IP-77: size byte 0xFF is followed by the size in two bytes, small ones as well")
    void modExWithLongSize(int size) {
        var body = new ByteWriter()
                .u8(0x97)
                .u8(0xFF)
                .u16(size - 1)
                .bytes(new byte[size])
                .u8(0x01)
                .u8(0xAA);
        Bytes sent = body.toBytes();
        Bytes prelude = sent.slice(1, sent.length() - 2);
        assertThat(EnhancedMessage.read(sent)).isEqualTo(new EnhancedMessage(1, 0, prelude, Bytes.of(0xAA)));
    }

    @ParameterizedTest
    @CsvSource({
        "02 000001 01, 1",
        "02 0F423F 01, 999999",
        "02 0F4240 01, 0",
        "02 FFFFFF 01, 0",
        "01 0001 01, 0",
        "04 0000640000 01, 100",
        "02 000064 11, 0",
        "02 000064 07 00 FF 11, 100",
        "02 000064 07 02 0000C8 01, 200"
    })
    @DisplayName(
            "ER-081, ER-082: nanoseconds from the first 3 bytes of ModEx type 0; what makes no sense counts as none")
    void nanoOffset(String modEx, int nanos) {
        var message = EnhancedMessage.read(Bytes.hex("97" + modEx));
        assertThat(message.nanoOffset()).isEqualTo(nanos);
        assertThat(message.packetType()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15})
    @DisplayName("ER-081: a ModEx of unknown type is skipped")
    void unknownModExType(int type) {
        var body = new ByteWriter().u8(0x97).u8(1).u16(0).u8(type << 4 | 3).u8(0xAA);
        Bytes sent = body.toBytes();
        Bytes prelude = sent.slice(1, sent.length() - 2);
        assertThat(EnhancedMessage.read(sent)).isEqualTo(new EnhancedMessage(3, 0, prelude, Bytes.of(0xAA)));
    }

    @ParameterizedTest
    @CsvSource({"97 05 000000, 6, 3", "97 FF FFFF 00, 65536, 1", "97 00 FF, 1, 0", "97 FF 00, 2, 1"})
    @DisplayName("ER-084: a ModEx beyond the end is malformed, told with size and limit")
    void modExBeyondTheEnd(String body, int wanted, int left) {
        assertThatThrownBy(() -> EnhancedMessage.read(Bytes.hex(body)))
                .isInstanceOf(MalformedTagException.class)
                .hasMessageContaining("needs " + wanted + " bytes")
                .hasMessageContaining("has " + left);
    }

    @ParameterizedTest
    @CsvSource({"256, true", "257, false", "65536, false"})
    @DisplayName("ER-081: many a ModEx is read, a chain without end is not")
    void modExChain(int entries, boolean read) {
        var body = new ByteWriter().u8(0x97);
        for (int i = 1; i < entries; i++) {
            body.u8(0).u8(0).u8(0xF7);
        }
        Bytes chain = body.u8(0).u8(0).u8(0xF1).u8(0xAA).toBytes();
        if (read) {
            assertThat(EnhancedMessage.read(chain).rest()).isEqualTo(Bytes.of(0xAA));
        } else {
            assertThatThrownBy(() -> EnhancedMessage.read(chain))
                    .isInstanceOf(MalformedTagException.class)
                    .hasMessageContaining("256");
        }
    }

    @Test
    @DisplayName("ER-106: without Multitrack there is track 0")
    void unwrapped() {
        assertThat(EnhancedMessage.read(Bytes.hex("91 61763031 AABB")).tracks(VIDEO_MULTITRACK))
                .containsExactly(new TrackBody(1, FourCc.AV1, 0, Bytes.hex("AABB")));
    }

    @Test
    @DisplayName("ER-101: OneTrack has no size")
    void oneTrack() {
        assertThat(EnhancedMessage.read(Bytes.hex("96 01 61763031 FF AABB")).tracks(VIDEO_MULTITRACK))
                .containsExactly(new TrackBody(1, FourCc.AV1, 255, Bytes.hex("AABB")));
    }

    @Test
    @DisplayName("ER-102: ManyTracks has one FourCC, and ID and size per track")
    void manyTracks() {
        assertThat(EnhancedMessage.read(Bytes.hex("96 10 61763031 00 000002 AABB 03 000000 01 000001 CC"))
                        .tracks(VIDEO_MULTITRACK))
                .containsExactly(
                        new TrackBody(0, FourCc.AV1, 0, Bytes.hex("AABB")),
                        new TrackBody(0, FourCc.AV1, 3, Bytes.EMPTY),
                        new TrackBody(0, FourCc.AV1, 1, Bytes.hex("CC")));
    }

    @Test
    @DisplayName("ER-103, ER-004: ManyTracksManyCodecs has a FourCC per track, and is read to its end")
    void manyTracksManyCodecs() {
        assertThat(EnhancedMessage.read(Bytes.hex("96 23 61763031 00 000002 AABB 68766331 01 000001 CC"))
                        .tracks(VIDEO_MULTITRACK))
                .containsExactly(
                        new TrackBody(3, FourCc.AV1, 0, Bytes.hex("AABB")),
                        new TrackBody(3, FourCc.HEVC, 1, Bytes.hex("CC")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01 000002 BB", "01 FFFFFF BB", "01 0000", "01"})
    @DisplayName("ER-104: a size beyond the end drops this track and keeps those before it")
    void sizeBeyondTheEndKeepsEarlierTracks(String second) {
        assertThat(EnhancedMessage.read(Bytes.hex("96 11 61763031 00 000001 AA" + second))
                        .tracks(VIDEO_MULTITRACK))
                .containsExactly(new TrackBody(1, FourCc.AV1, 0, Bytes.of(0xAA)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"96 11 61763031 00 000002 AA", "96 11 61763031", "96 21", "96 01 617630", "96"})
    @DisplayName("ER-104: without one whole track the message is malformed")
    void noWholeTrack(String body) {
        var message = EnhancedMessage.read(Bytes.hex(body));
        assertThatThrownBy(() -> message.tracks(VIDEO_MULTITRACK))
                .isInstanceOf(MalformedTagException.class)
                .hasMessageContaining("needs")
                .hasMessageContaining("has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"96 06 61763031 00 AA", "96 16 61763031 00 000000", "96 07 00 00 01", "96 36"})
    @DisplayName("ER-100: neither Multitrack nor ModEx inside Multitrack")
    void multitrackInside(String body) {
        var message = EnhancedMessage.read(Bytes.hex(body));
        assertThatThrownBy(() -> message.tracks(VIDEO_MULTITRACK))
                .isInstanceOf(MalformedTagException.class)
                .hasMessageContaining("inside Multitrack");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 15})
    @DisplayName("ER-002, ER-100: a reserved Multitrack type has no tracks that we know of")
    void reservedMultitrackType(int type) {
        var body = new ByteWriter().u8(0x96).u8(type << 4 | 1).u32(FourCc.AV1.code());
        assertThat(EnhancedMessage.read(body.toBytes()).tracks(VIDEO_MULTITRACK))
                .isEmpty();
        assertThat(VideoTagCodec.decode(body.toBytes()))
                .singleElement()
                .matches(packet -> packet.type() == PacketType.UNKNOWN);
    }

    @Test
    @DisplayName("ER-081: ModEx comes before Multitrack")
    void modExBeforeMultitrack() {
        var message = EnhancedMessage.read(Bytes.hex("97 02 000064 06 01 61763031 02 AA"));
        assertThat(message.nanoOffset()).isEqualTo(100);
        assertThat(message.tracks(VIDEO_MULTITRACK)).containsExactly(new TrackBody(1, FourCc.AV1, 2, Bytes.of(0xAA)));
    }

    @Test
    void oneMessageHoldsNoMoreTracksThanThereAreIds() {
        var body = new ByteWriter().u8(0x96).u8(0x11).u32(FourCc.AV1.code());
        for (int i = 0; i < 100_000; i++) {
            body.u8(i).u24(0);
        }
        assertThat(EnhancedMessage.read(body.toBytes()).tracks(VIDEO_MULTITRACK))
                .hasSize(256);
    }
}
