package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the protocol library writes is read here by code that shares nothing with it. */
class ChunkWalkPropertyTest {
    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void readsWhatTheWriterOfTheLibraryWrote(long seed) {
        var random = new Random(seed);
        var writer = new ChunkWriter();
        var out = new ByteWriter();
        int chunkSize = 1 + random.nextInt(300);
        writer.chunkSize(chunkSize);
        List<RawMessage> written = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            var body = new byte[random.nextInt(700)];
            random.nextBytes(body);
            int timestamp = random.nextBoolean() ? random.nextInt(1000) : random.nextInt();
            var message = new RawMessage(timestamp, 8 + random.nextInt(2), random.nextInt(5), Bytes.wrap(body));
            writer.write(3 + random.nextInt(100), timestamp, message.typeId(), message.streamId(), message.body(), out);
            written.add(message);
        }
        List<RawMessage> read = new ArrayList<>();
        var walk = new ChunkWalk(Direction.TO_SERVER, 0, false, new Reader(read));
        walk.chunkSize(chunkSize);
        Bytes wire = out.toBytes();
        for (int at = 0; at < wire.length(); ) {
            int count = Math.min(wire.length() - at, 1 + random.nextInt(200));
            walk.read(0, wire.slice(at, count));
            at += count;
        }

        assertThat(read).isEqualTo(written);
        assertThat(walk.finish()).isEmpty();
    }

    private record Reader(List<RawMessage> messages) implements ChunkWalk.Listener {
        @Override
        public void chunk(Chunk chunk) {}

        @Override
        public void message(WireMessage message) {
            messages.add(new RawMessage(
                    (int) message.timestamp(), message.typeId(), (int) message.streamId(), message.body()));
        }

        @Override
        public void impossible(long offset, String requirement, String why) {
            throw new AssertionError(why);
        }

        @Override
        public void unexplained(long offset, long count, Bytes sample, String why) {
            throw new AssertionError(why);
        }
    }
}
