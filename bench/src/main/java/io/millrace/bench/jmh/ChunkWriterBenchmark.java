package io.millrace.bench.jmh;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.AbsoluteChunks;
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

/** Cost of chunking one 64 KiB video message, about one 1080p key frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChunkWriterBenchmark {
    private static final int CSID = 6;

    @Param({"128", "4096", "65536"})
    public int chunkSize = 4096;

    private final ChunkWriter writer = new ChunkWriter();
    private final ByteWriter out = new ByteWriter(2 * Samples.KEY_FRAME_SIZE);
    private final ByteBuffer slab = ByteBuffer.allocateDirect(2 * Samples.KEY_FRAME_SIZE);
    private final Bytes body = Samples.keyFrame();
    private int timestamp;

    @Setup
    public void announceChunkSize() {
        writer.chunkSize(chunkSize);
    }

    /** To one peer, with the shortest headers. Returns the length of the chunks. */
    @Benchmark
    public int writeKeyFrame() {
        out.clear();
        timestamp += 40;
        writer.write(new RawMessage(timestamp, Samples.VIDEO, 1, body), out);
        return out.length();
    }

    /** Once for all viewers, into direct memory. Returns the length of the chunks. */
    @Benchmark
    public int writeAbsolute() {
        timestamp += 40;
        AbsoluteChunks.put(CSID, timestamp, Samples.VIDEO, 1, body, chunkSize, slab.clear());
        return slab.position();
    }
}
