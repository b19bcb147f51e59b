package io.millrace.mux;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Where each sample of a track lies, how long it is, when it is decoded and shown. Samples are counted from 0, in the
 * order of decoding. Ten hours of video take about 10 MB. Immutable, so any thread may read it.
 */
final class SampleTable {
    /** So that {@link #offset} adds up few sizes. */
    static final int SAMPLES_PER_CHUNK = 64;

    private final int[] sizes;
    // What holds for a run of samples is kept once, with the number of the first.
    private final int[] chunkFirst;
    private final long[] chunkOffsets;
    private final int[] chunkDescriptions;
    private final int[] timeFirst;
    private final long[] timeTicks;
    private final int[] timeDurations;
    private final int[] compositionFirst;
    private final int[] compositions;
    private final int[] syncSamples;

    SampleTable(SampleTableBuilder from) {
        sizes = from.sizes.toArray();
        chunkFirst = from.chunkFirst.toArray();
        chunkOffsets = from.chunkOffsets.toArray();
        chunkDescriptions = from.chunkDescriptions.toArray();
        timeFirst = from.timeFirst.toArray();
        timeTicks = from.timeTicks.toArray();
        timeDurations = from.timeDurations.toArray();
        compositionFirst = from.compositionFirst.toArray();
        compositions = from.compositions.toArray();
        syncSamples = from.syncSamples.toArray();
    }

    int count() {
        return sizes.length;
    }

    /** As much as it takes. */
    long memoryBytes() {
        long ints = (long) sizes.length
                + 2L * chunkFirst.length
                + 2L * timeFirst.length
                + 2L * compositionFirst.length
                + syncSamples.length;
        return Integer.BYTES * ints + Long.BYTES * ((long) chunkOffsets.length + timeTicks.length);
    }

    int size(int sample) {
        return sizes[sample];
    }

    long totalBytes() {
        return Arrays.stream(sizes).asLongStream().sum();
    }

    /** Position in the file. */
    long offset(int sample) {
        int chunk = runOf(chunkFirst, sample);
        long offset = chunkOffsets[chunk];
        for (int before = chunkFirst[chunk]; before < sample; before++) {
            offset += sizes[before];
        }
        return offset;
    }

    /** Which of the track's sample entries describes it, from 0. */
    int description(int sample) {
        return chunkDescriptions[runOf(chunkFirst, sample)];
    }

    /** Decoding time, never less than that of the sample before. */
    long ticks(int sample) {
        int run = runOf(timeFirst, sample);
        return timeTicks[run] + (sample - timeFirst[run]) * duration(run);
    }

    /** When the last sample ends. */
    long endTicks() {
        return ticks(count() - 1) + duration(timeDurations.length - 1);
    }

    private long duration(int run) {
        return Integer.toUnsignedLong(timeDurations[run]);
    }

    /** Time of presentation minus time of decoding, may be negative. */
    int composition(int sample) {
        return compositions[runOf(compositionFirst, sample)];
    }

    int leastComposition() {
        return Arrays.stream(compositions).min().orElse(0);
    }

    int greatestComposition() {
        return Arrays.stream(compositions).max().orElse(0);
    }

    /** Whether decoding can start here. */
    boolean isSync(int sample) {
        return Arrays.binarySearch(syncSamples, sample) >= 0;
    }

    /** The last sync sample at or before {@code millis}, or -1; {@code time} gives the time of a sample. */
    int lastSyncAtOrBefore(long millis, IntToLongFunction time) {
        int found = lastAtOrBefore(millis, syncSamples.length, i -> time.applyAsLong(syncSamples[i]));
        return found < 0 ? -1 : syncSamples[found];
    }

    /** The last sample at or before {@code millis}, or -1. */
    int lastAtOrBefore(long millis, IntToLongFunction time) {
        return lastAtOrBefore(millis, count(), time);
    }

    private static int lastAtOrBefore(long millis, int count, IntToLongFunction time) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time.applyAsLong(middle) <= millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The last run that begins at or before {@code sample}. */
    private static int runOf(int[] first, int sample) {
        int found = Arrays.binarySearch(first, sample);
        return found >= 0 ? found : -found - 2;
    }
}
