package io.millrace.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AbsoluteChunksTest {
    @Test
    @DisplayName("R-023, R-030: a type 0 header with the absolute timestamp, then type 3")
    void putsType0AndContinuations() {
        Bytes body = Bytes.of(1, 2, 3, 4, 5);
        assertThat(put(5, 0x010203, 9, 1, body, 2))
                .containsExactly(5, 1, 2, 3, 0, 0, 5, 9, 1, 0, 0, 0, 1, 2, 0xC5, 3, 4, 0xC5, 5);
        assertThat(AbsoluteChunks.size(5, 0x010203, 5, 2)).isEqualTo(19);
    }

    @Test
    @DisplayName("R-028: every chunk repeats the extended timestamp")
    void repeatsExtendedTimestamp() {
        Bytes body = Bytes.of(1, 2, 3);
        assertThat(put(5, -1, 9, 1, body, 2))
                .containsExactly(
                        5, 0xFF, 0xFF, 0xFF, 0, 0, 3, 9, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, //
                        0xC5, 0xFF, 0xFF, 0xFF, 0xFF, 3);
    }

    @Test
    @DisplayName("R-027: 16777214 fits the header, 16777215 does not")
    void extendsFrom16777215On() {
        assertThat(AbsoluteChunks.size(5, 0xFF_FFFE, 0, 128)).isEqualTo(12);
        assertThat(AbsoluteChunks.size(5, 0xFF_FFFF, 0, 128)).isEqualTo(16);
    }

    @Test
    @DisplayName("R-033: an empty body is one chunk")
    void putsEmptyBody() {
        assertThat(put(4, 0, 8, 1, Bytes.EMPTY, 128)).containsExactly(4, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0);
        assertThat(AbsoluteChunks.chunkCount(0, 128)).isOne();
    }

    @Test
    @DisplayName("R-031: chunk starts, where a message may be cut, lie on basic headers; the last is the message's end")
    void tellsWhereChunksStart() {
        int[] starts = IntStream.rangeClosed(0, 3)
                .map(chunk -> AbsoluteChunks.chunkStart(chunk, 4, 1000, 307, 128))
                .toArray();
        assertThat(starts).containsExactly(0, 140, 140 + 129, 140 + 129 + 52);
        assertThat(AbsoluteChunks.chunkCount(307, 128)).isEqualTo(3);

        byte[] bytes = put(400, -1, 9, 1, Bytes.wrap(new byte[307]), 100);
        for (int chunk = 1; chunk < AbsoluteChunks.chunkCount(307, 100); chunk++) {
            int start = AbsoluteChunks.chunkStart(chunk, 400, -1, 307, 100);
            assertThat(Bytes.wrap(bytes).slice(start, 7)).isEqualTo(Bytes.hex("C15001FFFFFFFF"));
        }
    }

    @Test
    void sizesStayInRangeForTheLongestMessageInTheSmallestChunks() {
        int length = ChunkLimits.FORMAT_MAX_MESSAGE_BYTES;
        assertThat(AbsoluteChunks.size(65599, -1, length, 1)).isEqualTo(11 + length * (3 + 4 + 1));
        assertThat(AbsoluteChunks.size(4, 0, length, Integer.MAX_VALUE)).isEqualTo(12 + length);
    }

    @Test
    void refusesWhatTheFormatCannotHold() {
        assertRefused(() -> AbsoluteChunks.size(1, 0, 1, 128));
        assertRefused(() -> AbsoluteChunks.size(65600, 0, 1, 128));
        assertRefused(() -> AbsoluteChunks.size(4, 0, 0x100_0000, 128));
        assertRefused(() -> AbsoluteChunks.size(4, 0, -1, 128));
        assertRefused(() -> AbsoluteChunks.size(4, 0, 1, 0));
        assertRefused(() -> AbsoluteChunks.chunkStart(-1, 4, 0, 1, 128));
        assertRefused(() -> AbsoluteChunks.chunkStart(2, 4, 0, 1, 128));
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] put(int csid, int timestamp, int typeId, int streamId, Bytes body, int chunkSize) {
        int size = AbsoluteChunks.size(csid, timestamp, body.length(), chunkSize);
        ByteBuffer out = ByteBuffer.allocateDirect(size);
        AbsoluteChunks.put(csid, timestamp, typeId, streamId, body, chunkSize, out);
        assertThat(out.position()).isEqualTo(size);
        byte[] bytes = new byte[size];
        out.get(0, bytes);
        return bytes;
    }
}
