package io.millrace.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes give messages or a {@link ProtocolException}, the same in any pieces, within the limits. */
class ChunkReaderFuzzTest {
    private static final ChunkLimits LIMITS = new ChunkLimits(1 << 20, 100, 2 << 20);

    @FuzzTest
    void survivesAnyBytes(byte[] bytes) {
        check(bytes);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void survivesRandomBytes(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i += random.nextInt(1, 20)) {
            bytes[i] = (byte) (random.nextInt(4) << 6 | random.nextInt(8)); // more headers on fewer chunk streams
        }
        check(bytes);
    }

    /** What a reader made of some bytes. */
    private record Outcome(
            List<RawMessage> messages, @Nullable String failure, long discarded) {}

    private static void check(byte[] bytes) {
        assertThat(read(bytes, 1)).isEqualTo(read(bytes, Math.max(1, bytes.length)));
    }

    private static Outcome read(byte[] bytes, int pieceSize) {
        var reader = new ChunkReader(LIMITS);
        var messages = new ArrayList<RawMessage>();
        String failure = null;
        try {
            for (int from = 0; from < bytes.length; from += pieceSize) {
                int count = Math.min(pieceSize, bytes.length - from);
                reader.read(ByteBuffer.wrap(bytes, from, count), message -> {
                    messages.add(message);
                    obey(message, reader);
                });
            }
        } catch (ProtocolException e) {
            failure = e.getMessage();
        }
        assertThat(reader.partialBytes()).isBetween(0, LIMITS.maxPartialBytes());
        return new Outcome(messages, failure, reader.discardedMessages());
    }

    private static void obey(RawMessage message, ChunkReader reader) {
        if (message.body().length() == 4 && message.typeId() == 1) {
            reader.chunkSize(message.body().reader().i32() & 0x7FFF_FFFF);
        } else if (message.body().length() == 4 && message.typeId() == 2) {
            reader.abort(message.body().reader().u32());
        }
    }
}
