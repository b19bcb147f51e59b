package io.millrace.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfString;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each benchmark does, once and without JMH, the work that it says it measures. */
class BenchmarksTest {
    @ParameterizedTest
    @ValueSource(ints = {128, 4096, 65536})
    void chunkWriterWritesTheWholeKeyFrameTimeAfterTime(int chunkSize) {
        var benchmark = new ChunkWriterBenchmark();
        benchmark.chunkSize = chunkSize;
        benchmark.announceChunkSize();
        int continuations = (Samples.KEY_FRAME_SIZE - 1) / chunkSize;
        assertThat(benchmark.writeKeyFrame()).isEqualTo(12 + Samples.KEY_FRAME_SIZE + continuations);
        assertThat(benchmark.writeKeyFrame())
                .as("with a shorter header")
                .isBetween(1 + Samples.KEY_FRAME_SIZE + continuations, 11 + Samples.KEY_FRAME_SIZE + continuations);
        assertThat(benchmark.writeAbsolute()).isEqualTo(12 + Samples.KEY_FRAME_SIZE + continuations);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 4096, 65536})
    void chunkReaderReadsTheWholeKeyFrameTimeAfterTime(int chunkSize) {
        var benchmark = new ChunkReaderBenchmark();
        benchmark.chunkSize = chunkSize;
        benchmark.writeChunks();
        assertThat(benchmark.readKeyFrame()).isEqualTo(Samples.KEY_FRAME_SIZE);
        assertThat(benchmark.readKeyFrame()).isEqualTo(Samples.KEY_FRAME_SIZE);
    }

    @Test
    void hubTakesEveryFrame() {
        var benchmark = new HubBenchmark();
        var one = new HubBenchmark.OneStream();
        one.viewers = 8;
        one.join();
        assertThat(benchmark.fourForms(one)).isTrue();
        one.stop();
        var ten = new HubBenchmark.TenTracks();
        ten.join();
        assertThat(benchmark.tenTracks(ten)).isTrue();
        assertThat(benchmark.tenStreams(ten)).isTrue();
        ten.stop();
    }

    @Test
    void meterTakesFramesOfAllKinds() throws Throwable {
        var benchmark = new MeterBenchmark();
        for (int i = 1; i < 120; i++) {
            assertThat(benchmark.frame()).isEqualTo(i);
        }
        assertThat(benchmark.frame()).as("from the beginning again").isZero();
    }

    @Test
    void amfMessagesAreThoseOfAPublisher() {
        var benchmark = new AmfBenchmark();
        assertThat(benchmark.decodeConnect()).hasSize(3).startsWith(new AmfString("connect"));
        assertThat(benchmark.decodeMetadata()).hasSize(3).startsWith(new AmfString("@setDataFrame"));
        assertThat(benchmark.encodeConnect().length()).isGreaterThan(100);
        assertThat(benchmark.encodeMetadata().length()).isGreaterThan(200);
    }

    @Test
    void tagsHoldOnePacketOfTheirCodec() {
        var benchmark = new TagCodecBenchmark();
        assertThat(benchmark.decodeLegacyVideo())
                .singleElement()
                .satisfies(packet -> assertThat(packet.keyFrame()).isTrue())
                .extracting(MediaPacket::codec)
                .isEqualTo(new Codec.LegacyVideo(Codec.LegacyVideo.AVC));
        assertThat(benchmark.decodeEnhancedVideo())
                .singleElement()
                .extracting(MediaPacket::codec)
                .isEqualTo(new Codec.Enhanced(FourCc.HEVC));
        assertThat(benchmark.decodeLegacyAudio())
                .singleElement()
                .extracting(MediaPacket::codec)
                .isEqualTo(new Codec.LegacyAudio(10));
    }
}
