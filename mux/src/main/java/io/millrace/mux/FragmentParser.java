package io.millrace.mux;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads movie fragments, and adds their samples to those of the tracks. */
final class FragmentParser {
    // Flags of a track fragment's header.
    private static final int BASE_DATA_OFFSET = 0x1;
    private static final int DESCRIPTION_INDEX = 0x2;
    private static final int DEFAULT_DURATION = 0x8;
    private static final int DEFAULT_SIZE = 0x10;
    private static final int DEFAULT_FLAGS = 0x20;
    private static final int BASE_IS_MOOF = 0x2_0000;

    // Flags of a run of samples.
    private static final int DATA_OFFSET = 0x1;
    private static final int FIRST_FLAGS = 0x4;
    private static final int DURATION = 0x100;
    private static final int SIZE = 0x200;
    private static final int FLAGS = 0x400;
    private static final int COMPOSITION = 0x800;

    /** Of a sample's flags: decoding cannot start there. */
    private static final int NOT_SYNC = 0x1_0000;

    private final BoxInput in;
    private final Map<Long, TrackParser> tracks;
    private final Map<Long, Defaults> defaultsOfTrack = new HashMap<>();

    /** Where the data of the track fragment before ends: that of the next begins there, if it does not say. */
    private long dataEnd;

    /** What holds for each sample that does not say otherwise. */
    private record Defaults(long description, long duration, long size, int flags) {}

    /** @param tracks by their number */
    FragmentParser(BoxInput in, Map<Long, TrackParser> tracks) {
        this.in = in;
        this.tracks = tracks;
    }

    /** Reads trex boxes: the defaults of each track in all fragments. */
    void readDefaults(Box mvex) throws IOException {
        in.forEachIn(mvex, box -> {
            if (box.type().equals("trex")) {
                in.seek(box.content() + 4);
                defaultsOfTrack.put(in.u32(), new Defaults(in.u32(), in.u32(), in.u32(), in.i32()));
            }
        });
    }

    /** Reads a fragment. */
    void read(Box moof) throws IOException {
        dataEnd = moof.start();
        in.forEachIn(moof, box -> {
            if (box.type().equals("traf")) {
                readTrack(moof, box);
            }
        });
    }

    private void readTrack(Box moof, Box traf) throws IOException {
        Box tfhd = in.find(traf, "tfhd")
                .orElseThrow(() -> BoxInput.damaged("no box 'tfhd' in that at %d".formatted(traf.start())));
        in.seek(tfhd.content());
        int flags = in.i32();
        long id = in.u32();
        TrackParser track = tracks.get(id);
        if (track == null) {
            return;
        }
        long base = (flags & BASE_IS_MOOF) != 0 ? moof.start() : dataEnd;
        if ((flags & BASE_DATA_OFFSET) != 0) {
            base = in.i64();
        }
        Defaults ofTrack = defaultsOfTrack.getOrDefault(id, new Defaults(1, 0, 0, 0));
        Defaults defaults = new Defaults(
                (flags & DESCRIPTION_INDEX) != 0 ? in.u32() : ofTrack.description,
                (flags & DEFAULT_DURATION) != 0 ? in.u32() : ofTrack.duration,
                (flags & DEFAULT_SIZE) != 0 ? in.u32() : ofTrack.size,
                (flags & DEFAULT_FLAGS) != 0 ? in.i32() : ofTrack.flags);
        SampleTableBuilder samples = track.samples();
        Optional<Box> tfdt = in.find(traf, "tfdt");
        if (tfdt.isPresent()) {
            in.seek(tfdt.get().content());
            samples.time(in.version() == 0 ? in.u32() : in.i64());
        }
        samples.chunk(base, track.description(defaults.description));
        long runBase = base;
        in.forEachIn(traf, box -> {
            if (box.type().equals("trun")) {
                readRun(in.of(box), samples, runBase, track.description(defaults.description), defaults);
            }
        });
        dataEnd = samples.offset();
    }

    private static void readRun(BoxInput run, SampleTableBuilder samples, long base, int description, Defaults defaults)
            throws IOException {
        int flags = run.i32();
        long count = run.u32();
        if ((flags & DATA_OFFSET) != 0) {
            samples.chunk(base + run.i32(), description);
        }
        int sampleFlags = (flags & FIRST_FLAGS) != 0 ? run.i32() : defaults.flags;
        for (long left = count; left > 0; left--) {
            long duration = (flags & DURATION) != 0 ? run.u32() : defaults.duration;
            long size = (flags & SIZE) != 0 ? run.u32() : defaults.size;
            if ((flags & FLAGS) != 0) {
                sampleFlags = run.i32();
            }
            int composition = (flags & COMPOSITION) != 0 ? run.i32() : 0;
            samples.sample(size, duration, composition, (sampleFlags & NOT_SYNC) == 0);
            sampleFlags = defaults.flags;
        }
    }
}
