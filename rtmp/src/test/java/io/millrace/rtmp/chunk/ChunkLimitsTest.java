package io.millrace.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChunkLimitsTest {
    private static final int LARGEST = 0xFF_FFFF;

    private final ByteWriter out = new ByteWriter();
    private final List<RawMessage> messages = new ArrayList<>();

    @Test
    @DisplayName("R-034: a peer that announces 16 MiB on 1000 chunk streams and sends ten bytes each holds 16 KiB each")
    void memoryGrowsWithWhatIsReceived() {
        var reader = new ChunkReader();
        reader.chunkSize(10);
        for (int csid = 2; csid < 1002; csid++) {
            header(csid, LARGEST).bytes(new byte[10]);
        }
        read(reader);
        assertThat(reader.partialBytes()).isEqualTo(1000 * (16 << 10));
    }

    @Test
    @DisplayName("R-034: what is held for a long message is at most twice what was received")
    void memoryDoubles() {
        var reader = new ChunkReader();
        reader.chunkSize(1000);
        header(4, LARGEST);
        read(reader);
        assertThat(reader.partialBytes()).isZero();
        for (int received = 1000; received < 1_000_000; received += 1000) {
            out.bytes(new byte[1000]).u8(0xC4);
            read(reader);
            assertThat(reader.partialBytes()).isBetween(received, Math.max(16 << 10, 2 * received));
        }
    }

    @Test
    @DisplayName("R-034: the largest message of the format arrives, and its memory is given back")
    void acceptsLargestMessage() {
        var reader = new ChunkReader();
        reader.chunkSize(LARGEST);
        header(4, LARGEST).bytes(new byte[LARGEST]);
        read(reader);
        assertThat(messages).extracting(message -> message.body().length()).containsExactly(LARGEST);
        assertThat(reader.partialBytes()).isZero();
    }

    @Test
    @DisplayName("R-034: a message above the configured length is refused at its header")
    void refusesLongMessage() {
        var reader = new ChunkReader(new ChunkLimits(1000, 10, 1000));
        reader.chunkSize(1000);
        header(4, 1000).bytes(new byte[1000]);
        read(reader);
        assertThat(messages).hasSize(1);
        header(5, 1001);
        assertFails(reader, "message of 1001 bytes (limit: 1000)");
    }

    @Test
    @DisplayName("R-034: chunk streams beyond the limit are refused, those below 64 never")
    void boundsChunkStreams() {
        var reader = new ChunkReader(new ChunkLimits(1000, 2, 1000));
        header(64, 0);
        header(65599, 0);
        for (int csid = 2; csid < 64; csid++) {
            header(csid, 0);
        }
        header(65599, 0);
        read(reader);
        assertThat(messages).hasSize(65);
        header(66, 0);
        assertFails(reader, "chunk stream 66 is one too many (limit: 2)");
    }

    @Test
    @DisplayName("R-034: unfinished messages share one bound; finished and dropped ones no longer count")
    void boundsUnfinishedMessages() {
        var reader = new ChunkReader(new ChunkLimits(1000, 10, 2500));
        reader.chunkSize(999);
        for (int i = 0; i < 5; i++) {
            header(4, 1000).bytes(new byte[999]);
        }
        header(5, 1000).bytes(new byte[999]);
        read(reader);
        reader.abort(4);
        assertThat(reader.partialBytes()).isEqualTo(1000);
        header(6, 1000).bytes(new byte[999]);
        read(reader);
        assertThat(reader.partialBytes()).isEqualTo(2000);
        header(7, 1000).bytes(new byte[1]);
        assertFails(reader, "unfinished messages of 3000 bytes (limit: 2500)");
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new ChunkLimits(0, 1, 1)).hasMessageContaining("maxMessageBytes 0");
        assertThatThrownBy(() -> new ChunkLimits(LARGEST + 1, 1, Integer.MAX_VALUE))
                .hasMessageContaining("16777216");
        assertThatThrownBy(() -> new ChunkLimits(1, 0, 1)).hasMessageContaining("maxChunkStreams 0");
        assertThatThrownBy(() -> new ChunkLimits(2, 1, 1)).hasMessageContaining("maxPartialBytes 1");
    }

    private ByteWriter header(int csid, int length) {
        BasicHeader.write(0, csid, out);
        return out.u24(0).u24(length).u8(9).u32LittleEndian(1);
    }

    private void read(ChunkReader reader) {
        byte[] bytes = out.toByteArray();
        out.clear();
        reader.read(ByteBuffer.wrap(bytes), messages::add);
    }

    private void assertFails(ChunkReader reader, String text) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> read(reader))
                .withMessageContaining(text)
                .satisfies(e -> assertThat(e.scope()).isEqualTo(ProtocolException.Scope.CONNECTION));
    }
}
