package io.millrace.mux;

import static io.millrace.mux.BoxWriter.box;
import static io.millrace.mux.BoxWriter.fullBox;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.mux.OutputTrack.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Writes a movie fragment [ISO/IEC 14496-12 §8.8]: moof, and mdat with the samples. Those of each period of time lie
 * together, track by track, so that of a file that ends within no track has much less than the others.
 */
final class FragmentWriter {
    private static final int BASE_IS_MOOF = 0x2_0000;

    // Flags of a run of samples: what is said of it, and of each of them.
    private static final int DATA_OFFSET = 0x1;
    private static final int DURATION = 0x100;
    private static final int SIZE = 0x200;
    private static final int FLAGS = 0x400;
    private static final int COMPOSITION = 0x800;

    private static final int BYTES_PER_SAMPLE = 16;
    private static final int BYTES_PER_RUN = 64;

    private final List<Run> runs = new ArrayList<>();
    private final ToLongFunction<OutputTrack> nextTicks;
    private final ByteWriter out;
    private final List<Patch> offsets = new ArrayList<>();

    /** Samples of one track and one period. */
    private record Run(OutputTrack track, int from, int to) {
        int period() {
            return track.samples().get(from).period();
        }

        List<Sample> samples() {
            return track.samples().subList(from, to);
        }

        int bytes() {
            return samples().stream().mapToInt(sample -> sample.data().length()).sum();
        }
    }

    /** Where in the box the place of a run's data is to be written, and how far into the data that is. */
    private record Patch(int position, int offset) {}

    private FragmentWriter(List<OutputTrack> tracks, ToLongFunction<OutputTrack> nextTicks) {
        this.nextTicks = nextTicks;
        for (OutputTrack track : tracks) {
            addRuns(track);
        }
        runs.sort(Comparator.comparingInt(Run::period)); // stable: in the order of the tracks within a period
        int samples = tracks.stream().mapToInt(track -> track.samples().size()).sum();
        out = new ByteWriter(samples * BYTES_PER_SAMPLE + (runs.size() + tracks.size() + 1) * BYTES_PER_RUN);
    }

    /**
     * The fragment of all samples that the tracks have: its boxes up to the first sample, then the samples, not copied.
     *
     * @param number from 1
     * @param nextTicks when the next sample of a track is decoded, or -1 if that is not known
     */
    static List<Bytes> write(int number, List<OutputTrack> tracks, ToLongFunction<OutputTrack> nextTicks) {
        return new FragmentWriter(tracks, nextTicks).write(number, tracks);
    }

    private void addRuns(OutputTrack track) {
        List<Sample> samples = track.samples();
        int from = 0;
        for (int i = 1; i <= samples.size(); i++) {
            if (i == samples.size()
                    || samples.get(i).period() != samples.get(from).period()) {
                runs.add(new Run(track, from, i));
                from = i;
            }
        }
    }

    private List<Bytes> write(int number, List<OutputTrack> tracks) {
        box(out, "moof", moof -> {
            fullBox(moof, "mfhd", 0, 0, box -> box.u32(number));
            for (OutputTrack track : tracks) {
                if (!track.samples().isEmpty()) {
                    box(moof, "traf", traf -> trackFragment(traf, track));
                }
            }
        });
        int data = out.length() + Box.HEADER;
        offsets.forEach(patch -> out.patchU32(patch.position, data + (long) patch.offset));
        out.u32(Box.HEADER + runs.stream().mapToInt(Run::bytes).sum()).utf8("mdat");
        List<Bytes> fragment = new ArrayList<>();
        fragment.add(out.toBytes());
        runs.forEach(run -> run.samples().forEach(sample -> fragment.add(sample.data())));
        return fragment;
    }

    private void trackFragment(ByteWriter traf, OutputTrack track) {
        fullBox(traf, "tfhd", 0, BASE_IS_MOOF, box -> box.u32(track.id()));
        fullBox(traf, "tfdt", 1, 0, box -> box.i64(track.samples().getFirst().ticks()));
        int offset = 0;
        for (Run run : runs) {
            if (run.track == track) {
                run(traf, run, offset);
            }
            offset += run.bytes();
        }
    }

    private void run(ByteWriter traf, Run run, int offset) {
        boolean video = run.track.isVideo();
        int flags = DATA_OFFSET | DURATION | SIZE | (video ? FLAGS | COMPOSITION : 0);
        fullBox(
                traf,
                "trun",
                1,
                flags,
                box -> { // version 1: composition times have a sign
                    box.u32(run.to - run.from);
                    offsets.add(new Patch(box.length(), offset));
                    box.u32(0);
                    for (int i = run.from; i < run.to; i++) {
                        Sample sample = run.track.samples().get(i);
                        box.u32(duration(run.track, i)).u32(sample.data().length());
                        if (video) {
                            box.u32(InitSegmentWriter.flags(sample.sync())).u32(sample.composition());
                        }
                    }
                });
    }

    private long duration(OutputTrack track, int sample) {
        List<Sample> samples = track.samples();
        return sample + 1 < samples.size()
                ? samples.get(sample + 1).ticks() - samples.get(sample).ticks()
                : track.lastDuration(nextTicks.applyAsLong(track));
    }
}
