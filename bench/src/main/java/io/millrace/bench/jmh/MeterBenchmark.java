package io.millrace.bench.jmh;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.Hub;
import io.millrace.hub.HubCounters;
import io.millrace.hub.HubSettings;
import io.millrace.hub.LiveStream;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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

/**
 * What it costs that a stream measures itself, per frame: a frame of video and one of sound by turns, in the times of a stream of
 * 30 pictures a second. The clock has been read before, for the append itself. With {@code -prof gc} it shows that nothing is
 * allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MeterBenchmark {
    private static final int GOP = 60;
    private static final long FRAME_NANOS = 16_666_667;

    /** The meter belongs to its package; a constant handle is called as a method is. */
    private static final MethodHandle NEW;

    private static final MethodHandle ADD;

    static {
        try {
            var lookup = MethodHandles.privateLookupIn(LiveStream.class, MethodHandles.lookup());
            Class<?> meter = lookup.findClass("io.millrace.hub.StreamMeter");
            NEW = lookup.findConstructor(meter, MethodType.methodType(void.class, HubCounters.class))
                    .asType(MethodType.methodType(Object.class, HubCounters.class));
            ADD = lookup.findVirtual(meter, "add", MethodType.methodType(void.class, MediaFrame.class, long.class))
                    .asType(MethodType.methodType(void.class, Object.class, MediaFrame.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object meter;
    private final MediaFrame[] frames = new MediaFrame[2 * GOP];
    private int next;
    private long nowNanos;

    public MeterBenchmark() {
        for (int i = 0; i < GOP; i++) {
            Bytes video = body(i == 0 ? 0x17 : 0x27, i == 0 ? 80_000 : 10_000);
            Bytes audio = body(0xAF, 260);
            frames[2 * i] = new MediaFrame(MediaKind.VIDEO, i * 33L, video, VideoTagCodec.decode(video));
            frames[2 * i + 1] = new MediaFrame(MediaKind.AUDIO, i * 33L, audio, AudioTagCodec.decode(audio));
        }
        try {
            meter = (Object) NEW.invokeExact(new Hub(HubSettings.defaults()).counters());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes body(int first, int length) {
        var out = new ByteWriter().u8(first).u8(1);
        if (first != 0xAF) {
            out.u24(0);
        }
        return out.bytes(new byte[length]).toBytes();
    }

    /** One frame; gives how many there have been in this group of pictures. */
    @Benchmark
    public int frame() throws Throwable {
        nowNanos += FRAME_NANOS;
        next = next + 1 == frames.length ? 0 : next + 1;
        ADD.invokeExact(meter, frames[next], nowNanos);
        return next;
    }
}
