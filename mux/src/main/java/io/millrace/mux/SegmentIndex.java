package io.millrace.mux;

import static io.millrace.mux.BoxWriter.box;
import static io.millrace.mux.BoxWriter.fullBox;
import static io.millrace.mux.BoxWriter.zeros;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.mux.Fmp4Output.Fragment;
import io.millrace.mux.Fmp4Output.InitSegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The index of a fragmented file [ISO/IEC 14496-12 §8.16.3], by which players know its length and seek without reading it
 * all. It lies between init segment and fragments: as long as these are being written there is a box of the same length
 * that says nothing. It has 2,048 entries at most, each beginning with a key frame; of a longer file, every second, fourth ...
 * Its times are in ticks of the track that it refers to, as FFmpeg takes those of any index to be. For one thread.
 */
public final class SegmentIndex {
    private static final int MAX_ENTRIES = 2048;
    private static final int FIXED_BYTES = 40;
    private static final int ENTRY_BYTES = 12;

    /** With a box behind it that takes what entries do not. */
    private static final int LENGTH = FIXED_BYTES + MAX_ENTRIES * ENTRY_BYTES + Box.HEADER;

    private static final int VIDEO_OR_ONLY_TRACK = 1;
    private static final int STARTS_WITH_KEY_FRAME =
            0x9000_0000; // the first picture is one that nothing before it is needed for

    private final int timescale;
    private List<Entry> entries = new ArrayList<>();
    private int fragmentsPerEntry = 1;
    private long endMillis;

    /** Fragments one after the other. */
    private record Entry(long startMillis, boolean keyFrame, int fragments, long bytes) {
        Entry plus(Entry next) {
            return new Entry(startMillis, keyFrame, fragments + next.fragments, bytes + next.bytes);
        }
    }

    /** Of a file that begins so, without fragments. */
    public SegmentIndex(InitSegment init) {
        this(OutputTrack.timescale(init.tracks().getFirst()));
    }

    SegmentIndex(int timescale) {
        this.timescale = timescale;
    }

    /** What stands in its place until it is complete. */
    public static Bytes room() {
        ByteWriter out = new ByteWriter(LENGTH);
        free(out, LENGTH);
        return out.toBytes();
    }

    /** The next fragment of the file. */
    public void add(Fragment fragment) {
        endMillis = fragment.startMillis() + fragment.durationMillis();
        var entry = new Entry(
                fragment.startMillis(),
                fragment.startsWithKeyFrame(),
                1,
                fragment.bytes().length());
        if (!entries.isEmpty() && (!entry.keyFrame || entries.getLast().fragments < fragmentsPerEntry)) {
            entries.add(entries.removeLast().plus(entry));
            return;
        }
        entries.add(entry);
        if (entries.size() > MAX_ENTRIES) {
            halve();
        }
    }

    private void halve() {
        List<Entry> half = new ArrayList<>();
        for (int i = 0; i + 1 < entries.size(); i += 2) {
            half.add(entries.get(i).plus(entries.get(i + 1)));
        }
        if (entries.size() % 2 == 1) {
            half.add(entries.getLast());
        }
        entries = half;
        fragmentsPerEntry *= 2;
    }

    /** The index, when there will be no more fragments; where it cannot be told in its fields, {@link #room}. */
    public Bytes complete() {
        List<Long> ticks = ticks();
        if (entries.isEmpty()
                || entries.stream().anyMatch(entry -> entry.bytes > Integer.MAX_VALUE)
                || ticks.stream().anyMatch(each -> each > 0xFFFF_FFFFL)) {
            return room();
        }
        ByteWriter out = new ByteWriter(LENGTH);
        int room = (MAX_ENTRIES - entries.size()) * ENTRY_BYTES + Box.HEADER;
        fullBox(out, "sidx", 1, 0, box -> {
            box.u32(VIDEO_OR_ONLY_TRACK).u32(timescale).i64(ticks(entries.getFirst().startMillis));
            box.i64(room).u16(0).u16(entries.size());
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                box.u32(entry.bytes).u32(ticks.get(i));
                box.u32(entry.keyFrame ? STARTS_WITH_KEY_FRAME & 0xFFFF_FFFFL : 0);
            }
        });
        free(out, room);
        return out.toBytes();
    }

    /** How long each entry is; rounded so that all of them together are as long as the file. */
    private List<Long> ticks() {
        List<Long> ticks = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            long end = i + 1 < entries.size() ? entries.get(i + 1).startMillis : endMillis;
            ticks.add(Math.max(0, ticks(end) - ticks(entries.get(i).startMillis)));
        }
        return ticks;
    }

    private long ticks(long millis) {
        return OutputTrack.ticksOf(millis, timescale);
    }

    private static void free(ByteWriter out, int length) {
        box(out, "free", box -> zeros(box, length - Box.HEADER));
    }
}
