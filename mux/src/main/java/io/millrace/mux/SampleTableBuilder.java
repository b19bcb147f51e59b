package io.millrace.mux;

import io.millrace.media.MediaFileException;

/**
 * Collects the samples of a track in their order, from the tables of a movie or from its fragments. What cannot be sent
 * is left out, and its time passes: samples without bytes, those of an unsupported description, and all from the first
 * on that is not whole, since the file was cut short there.
 */
final class SampleTableBuilder {
    /** About 15 hours at 90 samples a second. */
    static final int MAX_SAMPLES = 5_000_000;

    /** A message has 24 bits for its length, and a header of less than 16 bytes before the sample. */
    static final int MAX_SAMPLE_BYTES = 0xFF_FFFF - 16;

    final IntList sizes = new IntList();
    final IntList chunkFirst = new IntList();
    final LongList chunkOffsets = new LongList();
    final IntList chunkDescriptions = new IntList();
    final IntList timeFirst = new IntList();
    final LongList timeTicks = new LongList();
    final IntList timeDurations = new IntList();
    final IntList compositionFirst = new IntList();
    final IntList compositions = new IntList();
    final IntList syncSamples = new IntList();

    private final long fileSize;
    private final long maxTicks;
    private final boolean video;
    private long offset;
    private int description;
    private boolean newChunk;
    private boolean cutShort;
    private long lastTicks;
    private long nextTicks;
    private long samples;
    private long bytes;

    /** @param video whether some samples only are sync samples; of other tracks, all are */
    SampleTableBuilder(long fileSize, long maxTicks, boolean video) {
        this.fileSize = fileSize;
        this.maxTicks = maxTicks;
        this.video = video;
    }

    /**
     * The samples that follow lie one after the other from {@code offset}.
     *
     * @param description which sample entry describes them, from 0; below 0 for one that is not supported
     */
    void chunk(long offset, int description) {
        this.offset = offset;
        this.description = description;
        newChunk = true;
    }

    /** Where the chunk ends, as far as it is known. */
    long offset() {
        return offset;
    }

    /**
     * The time of the next sample; the one before may turn out shorter than was guessed. A time before that one's is not
     * heeded, as in recordings of a restarted stream.
     */
    void time(long ticks) throws MediaFileException {
        if (ticks >= lastTicks || samples == 0) {
            nextTicks = checked(ticks);
        }
    }

    /**
     * The next sample.
     *
     * @param composition presentation minus decoding time
     */
    void sample(long size, long duration, int composition, boolean sync) throws MediaFileException {
        if (++samples > MAX_SAMPLES) {
            throw BoxInput.damaged("more than %d samples in a track (limit)".formatted(MAX_SAMPLES));
        }
        long ticks = nextTicks;
        lastTicks = ticks;
        long position = offset;
        nextTicks = checked(ticks + duration);
        offset += size;
        cutShort |= position < 0 || size > fileSize - position;
        if (cutShort || size == 0 || description < 0) {
            return;
        }
        if (size > MAX_SAMPLE_BYTES) {
            throw BoxInput.damaged("sample of %d bytes at %d (limit: %d)".formatted(size, position, MAX_SAMPLE_BYTES));
        }
        bytes += size;
        if (bytes > fileSize) {
            throw BoxInput.damaged(
                    "samples of a track have more than %d bytes, the size of the file".formatted(fileSize));
        }
        add((int) size, position, ticks, (int) duration, composition);
        if (sync && video) {
            syncSamples.add(sizes.size() - 1);
        }
    }

    private void add(int size, long position, long ticks, int duration, int composition) {
        int sample = sizes.size();
        sizes.add(size);
        if (newChunk || sample - chunkFirst.last() >= SampleTable.SAMPLES_PER_CHUNK) {
            newChunk = false;
            chunkFirst.add(sample);
            chunkOffsets.add(position);
            chunkDescriptions.add(description);
        }
        if (sample == 0 || duration != timeDurations.last() || ticks != ticksOfRun(sample)) {
            timeFirst.add(sample);
            timeTicks.add(ticks);
            timeDurations.add(duration);
        }
        if (sample == 0 || composition != compositions.last()) {
            compositionFirst.add(sample);
            compositions.add(composition);
        }
    }

    private long ticksOfRun(int sample) {
        return timeTicks.last() + (sample - timeFirst.last()) * Integer.toUnsignedLong(timeDurations.last());
    }

    private long checked(long ticks) throws MediaFileException {
        if (ticks < 0 || ticks > maxTicks) {
            throw BoxInput.damaged("time of %d ticks (expected: 0 to %d)".formatted(ticks, maxTicks));
        }
        return ticks;
    }

    boolean isEmpty() {
        return sizes.size() == 0;
    }

    SampleTable build() {
        return new SampleTable(this);
    }
}
