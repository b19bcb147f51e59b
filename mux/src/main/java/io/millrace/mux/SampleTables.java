package io.millrace.mux;

import java.io.IOException;
import java.util.Map;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/** Walks the tables of a track side by side, each read where it lies, so that none of them is ever in memory. */
final class SampleTables {
    private final BoxInput in;
    private final Map<String, Box> tables;

    SampleTables(BoxInput in, Map<String, Box> tables) {
        this.in = in;
        this.tables = tables;
    }

    /**
     * Hands all samples to {@code samples}; none if the tables are missing, as where all samples are in fragments.
     *
     * @param description what {@link SampleTableBuilder#chunk} takes for a sample description index
     */
    void readInto(SampleTableBuilder samples, LongToIntFunction description) throws IOException {
        SampleSizes sizes = sizes();
        BoxInput offsets = input("stco");
        boolean wide = offsets == null;
        if (wide) {
            offsets = input("co64");
        }
        BoxInput runs = input("stsc");
        if (sizes == null || offsets == null || runs == null) {
            return;
        }
        SyncSamples syncSamples = new SyncSamples(input("stss"));
        RunLengths durations = new RunLengths(input("stts"));
        RunLengths compositions = new RunLengths(input("ctts"));
        ChunkRuns chunks = new ChunkRuns(runs);
        offsets.version();
        long chunkCount = offsets.u32();
        long left = sizes.count();
        for (long chunk = 1; chunk <= chunkCount && left > 0; chunk++) {
            chunks.at(chunk);
            samples.chunk(wide ? offsets.i64() : offsets.u32(), description.applyAsInt(chunks.description));
            for (long n = Math.min(chunks.samplesPerChunk, left); n > 0; n--, left--) {
                samples.sample(
                        sizes.next(),
                        Integer.toUnsignedLong(durations.next()),
                        compositions.next(),
                        syncSamples.next());
            }
        }
    }

    private @Nullable SampleSizes sizes() throws IOException {
        BoxInput stsz = input("stsz");
        if (stsz != null) {
            return SampleSizes.stsz(stsz);
        }
        BoxInput stz2 = input("stz2");
        return stz2 == null ? null : SampleSizes.stz2(stz2);
    }

    private @Nullable BoxInput input(String type) {
        Box table = tables.get(type);
        return table == null ? null : in.of(table);
    }

    /** How many samples are in a chunk, and of which description, until the number of a chunk where that changes: stsc. */
    private static final class ChunkRuns {
        private final BoxInput in;
        private long entries;
        private long nextFirst;
        private long samplesPerChunk;
        private long description;

        ChunkRuns(BoxInput in) throws IOException {
            this.in = in;
            in.version();
            entries = in.u32();
            nextFirst = entries > 0 ? in.u32() : Long.MAX_VALUE;
        }

        /** Moves on to a chunk, counted from 1. */
        void at(long chunk) throws IOException {
            while (nextFirst <= chunk) {
                samplesPerChunk = in.u32();
                description = in.u32();
                entries--;
                nextFirst = entries > 0 ? in.u32() : Long.MAX_VALUE;
            }
        }
    }

    /** Whether each sample is a sync sample; all are where there is no table: stss. */
    private static final class SyncSamples {
        private final @Nullable BoxInput in;
        private long entries;
        private long sample;
        private long nextSync;

        SyncSamples(@Nullable BoxInput in) throws IOException {
            this.in = in;
            if (in != null) {
                in.version();
                entries = in.u32();
            }
        }

        boolean next() throws IOException {
            sample++;
            if (in == null) {
                return true;
            }
            while (nextSync < sample && entries > 0) {
                nextSync = in.u32();
                entries--;
            }
            return nextSync == sample;
        }
    }
}
