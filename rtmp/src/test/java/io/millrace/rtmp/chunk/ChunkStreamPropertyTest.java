package io.millrace.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkStreamPropertyTest {
    private final ChunkReader reader = new ChunkReader();
    private final List<RawMessage> received = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void readerInvertsWriter(long seed) {
        var random = new Random(seed);
        var writer = new ChunkWriter(random.nextBoolean());
        var sent = new ArrayList<RawMessage>();
        int csid = RandomMessages.csid(random);
        RawMessage message = RandomMessages.next(random, random.nextInt(5000));
        for (int i = 0; i < 30; i++) {
            if (random.nextInt(4) == 0) {
                int size = random.nextInt(1, 300);
                writer.chunkSize(size);
                reader.chunkSize(size);
            }
            var out = new ByteWriter();
            writer.write(csid, message.timestamp(), message.typeId(), message.streamId(), message.body(), out);
            sent.add(message);
            feedInPieces(out.toByteArray(), random);
            if (random.nextInt(3) == 0) {
                csid = RandomMessages.csid(random);
                message = RandomMessages.next(random, message.timestamp());
            } else {
                message = RandomMessages.repeat(random, message);
            }
        }
        assertThat(received).isEqualTo(sent);
        assertThat(reader.partialBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void readerInvertsAbsoluteChunks(long seed) {
        var random = new Random(seed);
        int chunkSize = random.nextInt(1, 300);
        reader.chunkSize(chunkSize);
        var sent = new ArrayList<RawMessage>();
        for (int i = 0; i < 10; i++) {
            RawMessage message = RandomMessages.next(random, i * 40);
            sent.add(message);
            feedInPieces(absoluteChunks(RandomMessages.csid(random), message, chunkSize), random);
        }
        assertThat(received).isEqualTo(sent);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    @DisplayName("R-031: messages of different chunk streams interleave chunk by chunk")
    void interleavedMessagesArriveWhole(long seed) {
        var random = new Random(seed);
        int chunkSize = random.nextInt(1, 100);
        reader.chunkSize(chunkSize);
        Map<Integer, List<byte[]>> chunksById = new HashMap<>();
        var sent = new ArrayList<RawMessage>();
        for (int i = 0; i < 5; i++) {
            RawMessage message = RandomMessages.next(random, i * 40);
            int csid = 3 + 100 * i;
            byte[] bytes = absoluteChunks(csid, message, chunkSize);
            sent.add(message);
            chunksById.put(csid, chunksOf(csid, message, chunkSize, bytes));
        }
        while (!chunksById.isEmpty()) {
            var ids = List.copyOf(chunksById.keySet());
            int csid = ids.get(random.nextInt(ids.size()));
            List<byte[]> chunks = chunksById.get(csid);
            feedInPieces(chunks.removeFirst(), random);
            if (chunks.isEmpty()) {
                chunksById.remove(csid);
            }
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static List<byte[]> chunksOf(int csid, RawMessage message, int chunkSize, byte[] bytes) {
        int length = message.body().length();
        var chunks = new ArrayList<byte[]>();
        for (int k = 0; k < AbsoluteChunks.chunkCount(length, chunkSize); k++) {
            int from = AbsoluteChunks.chunkStart(k, csid, message.timestamp(), length, chunkSize);
            int to = AbsoluteChunks.chunkStart(k + 1, csid, message.timestamp(), length, chunkSize);
            chunks.add(Arrays.copyOfRange(bytes, from, to));
        }
        return chunks;
    }

    private static byte[] absoluteChunks(int csid, RawMessage message, int chunkSize) {
        int size = AbsoluteChunks.size(csid, message.timestamp(), message.body().length(), chunkSize);
        var out = ByteBuffer.allocate(size);
        AbsoluteChunks.put(
                csid, message.timestamp(), message.typeId(), message.streamId(), message.body(), chunkSize, out);
        assertThat(out.hasRemaining()).isFalse();
        return out.array();
    }

    private void feedInPieces(byte[] bytes, Random random) {
        int from = 0;
        while (from < bytes.length) {
            int count = Math.min(bytes.length - from, random.nextInt(1, 200));
            ByteBuffer piece = random.nextBoolean() ? ByteBuffer.allocateDirect(count) : ByteBuffer.allocate(count);
            piece.put(bytes, from, count).flip();
            reader.read(piece, received::add);
            assertThat(piece.hasRemaining()).isFalse();
            from += count;
        }
    }
}
