package io.millrace.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkWriterTest {
    private static final int AUDIO = 8;
    private static final int VIDEO = 9;
    private static final Bytes BODY_32 = Bytes.wrap(new byte[32]);

    private final ChunkWriter chunks = new ChunkWriter();

    @Test
    @DisplayName("RTMP12 §5.3.2.1: four equal audio messages 20 ms apart become 44 + 36 + 33 + 33 bytes")
    void compressesHeadersOfRegularMessages() {
        assertThat(written(3, 1000, AUDIO, 12345, BODY_32)).hasSize(44).startsWith(0x03, 0, 0x03, 0xE8, 0, 0, 32, 8);
        assertThat(written(3, 1020, AUDIO, 12345, BODY_32)).hasSize(36).startsWith(0x83, 0, 0, 20);
        assertThat(written(3, 1040, AUDIO, 12345, BODY_32)).hasSize(33).startsWith(0xC3);
        assertThat(written(3, 1060, AUDIO, 12345, BODY_32)).hasSize(33).startsWith(0xC3);
    }

    @Test
    @DisplayName("RTMP12 §5.3.2.2, R-030: 307 bytes at chunk size 128 become 140 + 129 + 52 bytes")
    void splitsMessageLongerThanChunkSize() {
        byte[] bytes = written(4, 1000, VIDEO, 12346, Bytes.wrap(new byte[307]));
        assertThat(bytes).hasSize(140 + 129 + 52).startsWith(0x04, 0, 0x03, 0xE8, 0, 0x01, 0x33, 9);
        assertThat(bytes[140]).isEqualTo((byte) 0xC4);
        assertThat(bytes[140 + 129]).isEqualTo((byte) 0xC4);
    }

    @Test
    @DisplayName("R-022: the message stream ID is little-endian")
    void writesStreamIdLittleEndian() {
        assertThat(written(3, 0, AUDIO, 0x01020304, Bytes.EMPTY)).containsExactly(3, 0, 0, 0, 0, 0, 0, 8, 4, 3, 2, 1);
    }

    @Test
    @DisplayName("R-020, R-021: a chunk stream ID takes the smallest form, the long one little-endian")
    void writesSmallestBasicHeader() {
        assertThat(written(63, 0, AUDIO, 1, Bytes.EMPTY)).hasSize(12).startsWith(63);
        assertThat(written(64, 0, AUDIO, 1, Bytes.EMPTY)).hasSize(13).startsWith(0, 0);
        assertThat(written(319, 0, AUDIO, 1, Bytes.EMPTY)).hasSize(13).startsWith(0, 255);
        assertThat(written(320, 0, AUDIO, 1, Bytes.EMPTY)).hasSize(14).startsWith(1, 0, 1);
        assertThat(written(365, 0, AUDIO, 1, Bytes.EMPTY)).hasSize(14).startsWith(1, 45, 1);
        assertThat(written(65599, 0, AUDIO, 1, Bytes.EMPTY)).hasSize(14).startsWith(1, 255, 255);
    }

    @Test
    @DisplayName("R-025, IP-22: type 3 never starts a message right after type 0, also where the delta would fit")
    void registersDeltaBeforeUsingType3() {
        written(4, 26, AUDIO, 1, BODY_32);
        assertThat(written(4, 52, AUDIO, 1, BODY_32)).startsWith(0x84, 0, 0, 26);
        assertThat(written(4, 78, AUDIO, 1, BODY_32)).startsWith(0xC4);
    }

    @Test
    @DisplayName("R-024: type 1 carries a new length or type and keeps the message stream")
    void writesType1ForAnotherLengthOrType() {
        written(4, 10, VIDEO, 1, BODY_32);
        assertThat(written(4, 50, VIDEO, 1, Bytes.of(1))).containsExactly(0x44, 0, 0, 40, 0, 0, 1, 9, 1);
        assertThat(written(4, 50, AUDIO, 1, Bytes.of(1))).containsExactly(0x44, 0, 0, 0, 0, 0, 1, 8, 1);
    }

    @Test
    @DisplayName("R-023: a timestamp that goes back and another message stream need type 0")
    void writesType0WhenTimeGoesBackOrStreamChanges() {
        written(4, 100, VIDEO, 1, BODY_32);
        assertThat(written(4, 99, VIDEO, 1, BODY_32)).startsWith(0x04, 0, 0, 99);
        assertThat(written(4, 120, VIDEO, 2, BODY_32)).startsWith(0x04, 0, 0, 120);
    }

    @Test
    @DisplayName("IP-26: a delta that readers take as negative is not sent")
    void writesType0ForHugeSteps() {
        written(4, 0, VIDEO, 1, BODY_32);
        assertThat(written(4, 0x7F_FFFF, VIDEO, 1, BODY_32)).startsWith(0x84, 0x7F, 0xFF, 0xFF);
        assertThat(written(4, 0xFF_FFFF, VIDEO, 1, BODY_32)).startsWith(0x04, 0xFF, 0xFF, 0xFF);
    }

    @Test
    @DisplayName("R-072: time wraps forward from 2^32 - 1 to 0")
    void takesWrapAsStepForward() {
        written(4, -20, VIDEO, 1, BODY_32);
        assertThat(written(4, 20, VIDEO, 1, BODY_32)).startsWith(0x84, 0, 0, 40);
    }

    @Test
    @DisplayName("R-027: the extended timestamp is there from 16777215 on")
    void extendsTimestamp() {
        assertThat(written(4, 0xFF_FFFE, AUDIO, 1, Bytes.EMPTY)).hasSize(12).startsWith(4, 0xFF, 0xFF, 0xFE);
        assertThat(written(5, 0xFF_FFFF, AUDIO, 1, Bytes.EMPTY))
                .containsExactly(5, 0xFF, 0xFF, 0xFF, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF);
    }

    @Test
    @DisplayName("R-028: every continuation repeats the extended timestamp, outside the chunk size")
    void repeatsExtendedTimestamp() {
        chunks.chunkSize(2);
        assertThat(written(4, 0x89ABCDEF, AUDIO, 1, Bytes.of(1, 2, 3, 4, 5)))
                .containsExactly(
                        4, 0xFF, 0xFF, 0xFF, 0, 0, 5, 8, 1, 0, 0, 0, 0x89, 0xAB, 0xCD, 0xEF, 1, 2, //
                        0xC4, 0x89, 0xAB, 0xCD, 0xEF, 3, 4, //
                        0xC4, 0x89, 0xAB, 0xCD, 0xEF, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 17, 20})
    @DisplayName("IP-12: control messages and commands are always of type 0")
    void neverCompressesControlMessages(int typeId) {
        for (int i = 0; i < 3; i++) {
            assertThat(written(2, 0, typeId, 0, BODY_32)).hasSize(44).startsWith(0x02);
        }
    }

    @Test
    @DisplayName("IP-23: compatible headers start messages with types 0 and 1 only")
    void compatibleHeadersAvoidTypes2And3() {
        var compatible = new ChunkWriter(true);
        var out = new ByteWriter();
        for (int i = 0; i < 4; i++) {
            out.clear();
            compatible.write(4, 20 * i, AUDIO, 1, BODY_32, out);
            assertThat(out.toByteArray()[0] & 0xFF).isEqualTo(i == 0 ? 0x04 : 0x44);
        }
    }

    @Test
    @DisplayName("R-071: a body above 16777215 bytes is refused, and nothing is written")
    void refusesWhatTheFormatCannotHold() {
        var out = new ByteWriter();
        Bytes tooLong = Bytes.wrap(new byte[0x100_0000]);
        assertThatThrownBy(() -> chunks.write(4, 0, VIDEO, 1, tooLong, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16777216");
        assertThatThrownBy(() -> chunks.write(1, 0, VIDEO, 1, Bytes.EMPTY, out))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chunks.write(65600, 0, VIDEO, 1, Bytes.EMPTY, out))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chunks.chunkSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.length()).isZero();
    }

    @Test
    @DisplayName("R-038, IP-24: each stream and kind has its own chunk stream ID, at most 31")
    void choosesChunkStreamIds() {
        assertThat(ChunkStreamIds.of(1, 0)).isEqualTo(2);
        assertThat(ChunkStreamIds.of(4, 0)).isEqualTo(2);
        assertThat(ChunkStreamIds.of(20, 0)).isEqualTo(3);
        assertThat(ChunkStreamIds.of(19, 0)).isEqualTo(3);
        assertThat(ChunkStreamIds.of(AUDIO, 1)).isEqualTo(4);
        assertThat(ChunkStreamIds.of(VIDEO, 1)).isEqualTo(5);
        assertThat(ChunkStreamIds.of(18, 1)).isEqualTo(6).isEqualTo(ChunkStreamIds.of(20, 1));
        assertThat(ChunkStreamIds.of(18, 9)).isEqualTo(30);
        assertThat(ChunkStreamIds.of(AUDIO, 10)).isEqualTo(4);
        assertThat(ChunkStreamIds.of(18, -1)).isBetween(4, 31);
    }

    @Test
    void messageGoesOnItsOwnChunkStream() {
        var out = new ByteWriter();
        chunks.write(new RawMessage(0, VIDEO, 1, Bytes.of(0x17)), out);
        assertThat(out.toByteArray()).containsExactly(5, 0, 0, 0, 0, 0, 1, 9, 1, 0, 0, 0, 0x17);
    }

    private byte[] written(int csid, int timestamp, int typeId, int streamId, Bytes body) {
        var out = new ByteWriter();
        chunks.write(csid, timestamp, typeId, streamId, body, out);
        return out.toByteArray();
    }
}
