package io.millrace.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, each time: counts in fixed buckets from 65 us to 69 s, each at most a quarter wider than it
 * begins. Any thread may record and look, and recording takes nanoseconds.
 */
public final class LatencyHistogram {
    private static final int MIN_BITS = 16; // 2^16 ns: what took less is all alike
    private static final int MAX_BITS = 36; // 2^36 ns: and what took more
    private static final int STEPS = 4; // per power of two
    private static final int BUCKETS = 1 + (MAX_BITS - MIN_BITS) * STEPS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final LongAdder sumNanos = new LongAdder();

    /** Nothing is recorded yet. */
    public LatencyHistogram() {}

    /** Once more; less than 0 counts as 0. */
    public void record(long nanos) {
        counts.incrementAndGet(bucket(nanos));
        sumNanos.add(Math.max(0, nanos));
    }

    /** What was recorded until now. */
    public Snapshot snapshot() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return new Snapshot(copy, sumNanos.sum());
    }

    private static int bucket(long nanos) {
        if (nanos < 1L << MIN_BITS) {
            return 0;
        }
        long inRange = Math.min(nanos, (1L << MAX_BITS) - 1);
        int bits = 63 - Long.numberOfLeadingZeros(inRange);
        int step = (int) (inRange >>> (bits - 2)) - STEPS;
        return 1 + (bits - MIN_BITS) * STEPS + step;
    }

    /** The least that no longer belongs to a bucket. */
    private static long endNanos(int bucket) {
        int bits = MIN_BITS + (bucket - 1) / STEPS;
        return bucket == 0 ? 1L << MIN_BITS : (STEPS + 1L + (bucket - 1) % STEPS) << (bits - 2);
    }

    /** What was recorded until some moment, or between two. Immutable. */
    public static final class Snapshot {
        private final long[] counts;
        private final long sumNanos;

        /**
         * How often it took about as long.
         *
         * @param endNanos what took less belongs here, if it does not belong to the bucket before; {@code Long.MAX_VALUE} for
         *     the last bucket
         */
        public record Bucket(long endNanos, long count) {}

        private Snapshot(long[] counts, long sumNanos) {
            this.counts = counts;
            this.sumNanos = sumNanos;
        }

        /** What was recorded after {@code earlier}, a snapshot of the same histogram. */
        public Snapshot since(Snapshot earlier) {
            long[] later = new long[BUCKETS];
            Arrays.setAll(later, i -> counts[i] - earlier.counts[i]);
            return new Snapshot(later, sumNanos - earlier.sumNanos);
        }

        /** How often. */
        public long count() {
            return Arrays.stream(counts).sum();
        }

        /** All cases together; nanoseconds. */
        public long sumNanos() {
            return sumNanos;
        }

        /** Each as wide as it begins, from 65 us on: 21 of them, the shortest times first. */
        public List<Bucket> buckets() {
            List<Bucket> buckets = new ArrayList<>();
            buckets.add(new Bucket(endNanos(0), counts[0]));
            for (int first = 1; first < BUCKETS; first += STEPS) {
                int behind = first + STEPS;
                long count = Arrays.stream(counts, first, behind).sum();
                buckets.add(new Bucket(behind == BUCKETS ? Long.MAX_VALUE : endNanos(behind - 1), count));
            }
            return buckets;
        }

        /** No more than this it took in half of all cases; nanoseconds, 0 when there were none. */
        public long p50Nanos() {
            return quantileNanos(0.5);
        }

        /** No more than this it took in nine of ten cases; nanoseconds. */
        public long p90Nanos() {
            return quantileNanos(0.9);
        }

        /** No more than this it took in 99 of a hundred cases; nanoseconds. */
        public long p99Nanos() {
            return quantileNanos(0.99);
        }

        /** No more than this it ever took; nanoseconds, about 69 s for all that took longer. */
        public long maxNanos() {
            return quantileNanos(1);
        }

        /** The end of the bucket that holds the case of that rank. */
        private long quantileNanos(double quantile) {
            long rank = (long) Math.ceil(quantile * count());
            long passed = 0;
            for (int i = 0; i < BUCKETS; i++) {
                passed += counts[i];
                if (passed >= rank && passed > 0) {
                    return endNanos(i);
                }
            }
            return 0;
        }
    }
}
