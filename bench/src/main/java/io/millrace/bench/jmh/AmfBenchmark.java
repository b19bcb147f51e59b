package io.millrace.bench.jmh;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
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

/** Cost of the two AMF0 messages that every publisher sends: its connect command and its metadata. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AmfBenchmark {
    private static final List<AmfValue> CONNECT = List.of(
            new AmfString("connect"),
            new AmfNumber(1),
            new AmfObject(AmfProperties.builder()
                    .put("app", new AmfString("live"))
                    .put("type", new AmfString("nonprivate"))
                    .put("flashVer", new AmfString("FMLE/3.0 (compatible; Lavf61.7.100)"))
                    .put("tcUrl", new AmfString("rtmp://media.example.com:1935/live"))
                    .put("capsEx", new AmfNumber(15))
                    .build()));

    private static final List<AmfValue> METADATA = List.of(
            new AmfString("@setDataFrame"),
            new AmfString("onMetaData"),
            new AmfEcmaArray(AmfProperties.builder()
                    .put("duration", new AmfNumber(0))
                    .put("width", new AmfNumber(1920))
                    .put("height", new AmfNumber(1080))
                    .put("videodatarate", new AmfNumber(6000))
                    .put("framerate", new AmfNumber(30))
                    .put("videocodecid", new AmfNumber(7))
                    .put("audiodatarate", new AmfNumber(128))
                    .put("audiosamplerate", new AmfNumber(48000))
                    .put("audiosamplesize", new AmfNumber(16))
                    .put("stereo", new AmfBoolean(true))
                    .put("audiocodecid", new AmfNumber(10))
                    .put("encoder", new AmfString("Lavf61.7.100"))
                    .build()));

    private final Bytes connect = Amf0.encodeAll(CONNECT);
    private final Bytes metadata = Amf0.encodeAll(METADATA);

    @Benchmark
    public List<AmfValue> decodeConnect() {
        return Amf0.decodeAll(connect);
    }

    @Benchmark
    public Bytes encodeConnect() {
        return Amf0.encodeAll(CONNECT);
    }

    @Benchmark
    public List<AmfValue> decodeMetadata() {
        return Amf0.decodeAll(metadata);
    }

    @Benchmark
    public Bytes encodeMetadata() {
        return Amf0.encodeAll(METADATA);
    }
}
