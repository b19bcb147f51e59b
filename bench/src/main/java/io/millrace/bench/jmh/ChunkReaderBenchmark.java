package io.millrace.bench.jmh;

import io.millrace.bytes.ByteWriter;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cost of putting one 64 KiB video message together from its chunks, out of direct memory as the socket gives it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChunkReaderBenchmark {
    @Param({"128", "4096", "65536"})
    public int chunkSize = 4096;

    private final ChunkReader reader = new ChunkReader();
    private ByteBuffer chunks = ByteBuffer.allocateDirect(0);
    private int bodyBytes;

    @Setup
    public void writeChunks() {
        reader.chunkSize(chunkSize);
        var writer = new ChunkWriter();
        writer.chunkSize(chunkSize);
        var out = new ByteWriter(2 * Samples.KEY_FRAME_SIZE);
        writer.write(new RawMessage(1000, Samples.VIDEO, 1, Samples.keyFrame()), out);
        chunks = ByteBuffer.allocateDirect(out.length()).put(out.toByteArray()).flip();
    }

    /** Returns the length of the message body. */
    @Benchmark
    public int readKeyFrame() {
        bodyBytes = 0;
        reader.read(chunks.rewind(), message -> bodyBytes += message.body().length());
        return bodyBytes;
    }
}
