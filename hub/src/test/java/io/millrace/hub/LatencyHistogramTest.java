package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.LatencyHistogram.Snapshot;
import io.millrace.hub.LatencyHistogram.Snapshot.Bucket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void nothingRecordedIsZero() {
        var nothing = histogram.snapshot();
        assertThat(nothing.count()).isZero();
        assertThat(nothing.p50Nanos()).isZero();
        assertThat(nothing.maxNanos()).isZero();
    }

    @Test
    void whatIsTooShortOrTooLongGoesToTheEnds() {
        histogram.record(-5);
        histogram.record(0);
        assertThat(histogram.snapshot().maxNanos()).isEqualTo(1L << 16);
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.snapshot().maxNanos()).isEqualTo(1L << 36);
        assertThat(histogram.snapshot().count()).isEqualTo(3);
    }

    @Test
    void oneInAHundredIsNoneOfThe99() {
        for (int i = 0; i < 99; i++) {
            histogram.record(TimeUnit.MILLISECONDS.toNanos(1));
        }
        histogram.record(TimeUnit.SECONDS.toNanos(1));
        var snapshot = histogram.snapshot();
        assertThat(snapshot.p99Nanos()).isEqualTo(snapshot.p50Nanos()).isBetween(1_000_000L, 1_250_000L);
        assertThat(snapshot.maxNanos()).isBetween(1_000_000_000L, 1_250_000_000L);
    }

    @Test
    void differenceHoldsWhatCameBetween() {
        histogram.record(TimeUnit.SECONDS.toNanos(1));
        var before = histogram.snapshot();
        histogram.record(TimeUnit.MILLISECONDS.toNanos(3));
        var between = histogram.snapshot().since(before);
        assertThat(between.count()).isEqualTo(1);
        assertThat(between.maxNanos()).isBetween(3_000_000L, 3_750_000L);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void quantilesAreAtMostAQuarterAboveTheTruth(long seed) {
        var random = new Random(seed);
        long[] times = random.longs(1 + random.nextInt(50), 1L << 16, 60_000_000_000L)
                .map(time -> Math.max(1L << 16, time >>> random.nextInt(20)))
                .sorted()
                .toArray();
        Arrays.stream(times).forEach(histogram::record);
        var snapshot = histogram.snapshot();
        assertThat(snapshot.maxNanos()).isBetween(times[times.length - 1], times[times.length - 1] / 4 * 5 + 5);
        long median = times[(times.length - 1) / 2];
        assertThat(snapshot.p50Nanos()).isBetween(median, median / 4 * 5 + 5);
    }

    @Test
    void threadsRecordAtTheSameTime() {
        IntStream.range(0, 10_000).parallel().forEach(i -> histogram.record(i * 1000L));
        assertThat(histogram.snapshot().count()).isEqualTo(10_000);
    }

    @Test
    void bucketsHoldEveryCaseOnce() {
        histogram.record(0);
        histogram.record((1 << 16) - 1);
        histogram.record(1 << 16);
        histogram.record((1 << 17) - 1);
        histogram.record(1 << 17);
        histogram.record(Long.MAX_VALUE / 2);
        List<Bucket> buckets = histogram.snapshot().buckets();
        assertThat(buckets).hasSize(21);
        assertThat(buckets.subList(0, 4))
                .containsExactly(
                        new Bucket(1 << 16, 2), new Bucket(1 << 17, 2), new Bucket(1 << 18, 1), new Bucket(1 << 19, 0));
        assertThat(buckets.getLast()).isEqualTo(new Bucket(Long.MAX_VALUE, 1));
    }

    @Test
    void timesAreSummedUpAsTheyAre() {
        histogram.record(70_001);
        Snapshot earlier = histogram.snapshot();
        histogram.record(-5);
        histogram.record(80_002);
        assertThat(histogram.snapshot().sumNanos()).isEqualTo(150_003);
        assertThat(histogram.snapshot().since(earlier).sumNanos()).isEqualTo(80_002);
    }
}
