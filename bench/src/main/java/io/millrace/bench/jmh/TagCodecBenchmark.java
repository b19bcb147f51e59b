package io.millrace.bench.jmh;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaPacket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cost of reading the header of one media message, which a server does once per message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TagCodecBenchmark {
    private final Bytes legacyVideo = Samples.keyFrame();
    private final Bytes enhancedVideo = Samples.enhancedFrame();
    private final Bytes legacyAudio = Samples.audioFrame();

    @Benchmark
    public List<MediaPacket> decodeLegacyVideo() {
        return VideoTagCodec.decode(legacyVideo);
    }

    @Benchmark
    public List<MediaPacket> decodeEnhancedVideo() {
        return VideoTagCodec.decode(enhancedVideo);
    }

    @Benchmark
    public List<MediaPacket> decodeLegacyAudio() {
        return AudioTagCodec.decode(legacyAudio);
    }
}
