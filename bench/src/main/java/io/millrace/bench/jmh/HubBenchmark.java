package io.millrace.bench.jmh;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.Form;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.LiveStream;
import io.millrace.hub.LogEntry;
import io.millrace.hub.PlayStart;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.chunk.AbsoluteChunks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one video message of 10 KB, from its header to the bytes of every form in use: by the number of viewers of four
 * forms, and for ten tracks of one stream against ten streams of one track. With {@code -prof gc} it shows that nothing is
 * allocated per viewer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HubBenchmark {
    private static final int TEN = 10;
    private static final int GOP = 50;
    private static final int AV1 = 0x61763031;
    private static final int CHUNK_SIZE = 60_000;

    /** Four ways to see a stream of ten tracks. */
    private static final List<MessageForm> FORMS = List.of(
            MessageForm.PLAIN,
            MessageForm.AS_PUBLISHED,
            choosing(new TrackChoice.Each()),
            choosing(new TrackChoice.Only(Set.of(3))));

    /** A form on the wire, without what a server adds. */
    private record Wire(MessageForm messages) implements Form {
        @Override
        public FrameEncoder newEncoder() {
            return (entry, dtsMillis, out) -> {
                if (entry instanceof LogEntry.Frame(MediaFrame frame)) {
                    for (Bytes body : messages.bodiesOf(frame)) {
                        int size = AbsoluteChunks.size(6, (int) dtsMillis, body.length(), CHUNK_SIZE);
                        AbsoluteChunks.put(6, (int) dtsMillis, 9, 1, body, CHUNK_SIZE, out.message(size));
                    }
                }
            };
        }
    }

    @State(Scope.Thread)
    public static class OneStream {
        @Param({"4", "400", "4000"})
        public int viewers;

        private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        private Published published = new Published("live/one");

        @Setup(Level.Trial)
        public void join() {
            for (int i = 0; i < viewers; i++) {
                published.watch(FORMS.get(i % FORMS.size()), loop);
            }
        }

        @TearDown(Level.Trial)
        public void stop() {
            loop.shutdownNow();
        }
    }

    @State(Scope.Thread)
    public static class TenTracks {
        private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        private final Published one = new Published("live/tracks");
        private final List<Published> ten = new ArrayList<>();

        @Setup(Level.Trial)
        public void join() {
            one.watch(MessageForm.AS_PUBLISHED, loop);
            for (int i = 0; i < TEN; i++) {
                ten.add(new Published("live/stream" + i));
                ten.getLast().watch(MessageForm.AS_PUBLISHED, loop);
            }
        }

        @TearDown(Level.Trial)
        public void stop() {
            loop.shutdownNow();
        }
    }

    /** A stream, its publisher, and how far it is. */
    private static final class Published {
        private final Hub hub = new Hub(HubSettings.defaults());
        private final Publication publication;
        private long frames;

        Published(String path) {
            publication = hub.publish(path, false).orElseThrow();
        }

        void watch(MessageForm messages, ScheduledExecutorService loop) {
            LiveStream stream = publication.stream();
            stream.play(new Wire(messages), PlayStart.NEWEST_KEY_FRAME, loop, () -> {});
        }

        boolean append(int trackId) {
            boolean key = frames % GOP == 0;
            frames += trackId == 0 ? 1 : 0;
            Bytes body = body(trackId, key);
            return publication.append(new MediaFrame(MediaKind.VIDEO, frames * 40, body, VideoTagCodec.decode(body)));
        }
    }

    private static final Bytes[] KEYS = bodies(0x90);
    private static final Bytes[] OTHERS = bodies(0xA0);

    private static Bytes body(int trackId, boolean key) {
        return (key ? KEYS : OTHERS)[trackId];
    }

    private static Bytes[] bodies(int firstBits) {
        var bodies = new Bytes[TEN];
        byte[] payload = new byte[10_000];
        for (int id = 0; id < TEN; id++) {
            var out = new ByteWriter();
            if (id == 0) {
                out.u8(firstBits | 1).u32(AV1);
            } else {
                out.u8(firstBits | 6).u8(1).u32(AV1).u8(id);
            }
            bodies[id] = out.bytes(payload).toBytes();
        }
        return bodies;
    }

    private static MessageForm choosing(TrackChoice tracks) {
        return new MessageForm(tracks, false, MessageForm.AS_PUBLISHED.names(), Optional.empty());
    }

    /** Four forms whatever the number of viewers. */
    @Benchmark
    @OperationsPerInvocation(TEN)
    public boolean fourForms(OneStream stream) {
        boolean all = true;
        for (int i = 0; i < TEN; i++) {
            all &= stream.published.append(i);
        }
        return all;
    }

    @Benchmark
    @OperationsPerInvocation(TEN)
    public boolean tenTracks(TenTracks streams) {
        boolean all = true;
        for (int i = 0; i < TEN; i++) {
            all &= streams.one.append(i);
        }
        return all;
    }

    @Benchmark
    @OperationsPerInvocation(TEN)
    public boolean tenStreams(TenTracks streams) {
        boolean all = true;
        for (Published each : streams.ten) {
            all &= each.append(0);
        }
        return all;
    }
}
