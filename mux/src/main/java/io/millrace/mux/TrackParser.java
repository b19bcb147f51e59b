package io.millrace.mux;

import io.millrace.media.MediaKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a track box and the tables in it; fragments add to its samples later. */
final class TrackParser {
    /** More than any file has. */
    private static final int MAX_SAMPLE_ENTRIES = 256;

    private static final String VIDEO = "vide";
    private static final String AUDIO = "soun";
    private static final int EMPTY_EDIT = -1;
    private static final long MAX_DELAY_SECONDS = 1 << 20;
    private static final long MAX_EDIT_DURATION = MAX_DELAY_SECONDS * Integer.MAX_VALUE;

    private final BoxInput in;
    private final List<Optional<SampleEntry>> entries = new ArrayList<>();
    private final List<String> entryTypes = new ArrayList<>();
    private final SampleTableBuilder samples;

    private long id;
    private String handler = "";
    private long timescale;
    private long emptyDuration;
    private long mediaTime;

    /** Reads the track, with all of its samples that are in the movie box. */
    TrackParser(BoxInput in, Box trak, long fileSize) throws IOException {
        this.in = in;
        Map<String, Box> tables = new HashMap<>();
        in.forEachIn(trak, box -> {
            switch (box.type()) {
                case "tkhd" -> id = afterTimes(box);
                case "edts" -> in.forEachIn(box, this::inEdits);
                case "mdia" -> in.forEachIn(box, inMedia -> inMedia(inMedia, tables));
                default -> {}
            }
        });
        if (isMedia() && (timescale < 1 || timescale > Integer.MAX_VALUE)) {
            throw BoxInput.damaged(
                    "track %d with a time scale of %d (expected: 1 to %d)".formatted(id, timescale, Integer.MAX_VALUE));
        }
        long maxTicks = isMedia() ? timescale * TrackClock.MAX_SECONDS : Long.MAX_VALUE;
        samples = new SampleTableBuilder(fileSize, maxTicks, handler.equals(VIDEO));
        if (isMedia()) {
            readEntries(tables);
            new SampleTables(in, tables).readInto(samples, this::description);
        }
    }

    /** The number by which fragments name it. */
    long id() {
        return id;
    }

    /** Whether it is of sound or pictures: of no other are samples read. */
    boolean isMedia() {
        return handler.equals(VIDEO) || handler.equals(AUDIO);
    }

    MediaKind kind() {
        return handler.equals(VIDEO) ? MediaKind.VIDEO : MediaKind.AUDIO;
    }

    /** Types of the sample entries, for error texts. */
    List<String> entryTypes() {
        return entryTypes;
    }

    List<Optional<SampleEntry>> entries() {
        return entries;
    }

    SampleTableBuilder samples() {
        return samples;
    }

    /** The place in {@link #entries} of a sample description index, which counts from 1; -1 if it cannot be sent. */
    int description(long index) {
        boolean sendable = index >= 1
                && index <= entries.size()
                && entries.get((int) index - 1).isPresent();
        return sendable ? (int) index - 1 : -1;
    }

    /**
     * The clock of the track. Of an edit list, two things are heeded: the empty edits at its beginning delay the track,
     * and the first other one says which of its times is shown first. That covers what encoders write, which is priming
     * samples of audio and reordered video; a cut made by edits alone is played as if it were not there.
     */
    TrackClock clock(long movieTimescale) throws IOException {
        long delay = 0;
        if (emptyDuration != 0) {
            if (movieTimescale < 1 || emptyDuration / movieTimescale > MAX_DELAY_SECONDS) {
                throw BoxInput.damaged("track %d begins after %d / %d seconds (limit: %d)"
                        .formatted(id, emptyDuration, movieTimescale, MAX_DELAY_SECONDS));
            }
            delay = emptyDuration / movieTimescale * timescale
                    + (emptyDuration % movieTimescale * timescale + movieTimescale / 2) / movieTimescale;
        }
        if (mediaTime > timescale * TrackClock.MAX_SECONDS) {
            throw BoxInput.damaged("track %d begins with its time %d (limit: %d)"
                    .formatted(id, mediaTime, timescale * TrackClock.MAX_SECONDS));
        }
        return new TrackClock(timescale, delay - mediaTime, 0);
    }

    private void inMedia(Box box, Map<String, Box> tables) throws IOException {
        switch (box.type()) {
            case "mdhd" -> timescale = afterTimes(box);
            case "hdlr" -> {
                in.seek(box.content() + 8);
                handler = in.fourCharacters();
            }
            case "minf" -> {
                Optional<Box> stbl = in.find(box, "stbl");
                if (stbl.isPresent()) {
                    in.forEachIn(stbl.get(), table -> tables.put(table.type(), table));
                }
            }
            default -> {}
        }
    }

    /** The field behind the times of creation and modification. */
    private long afterTimes(Box box) throws IOException {
        in.seek(box.content());
        in.skip(in.version() == 0 ? 8 : 16);
        return in.u32();
    }

    private void inEdits(Box box) throws IOException {
        if (!box.type().equals("elst")) {
            return;
        }
        BoxInput edits = in.of(box);
        int version = edits.version();
        for (long left = edits.u32(); left > 0; left--) {
            long duration = version == 0 ? edits.u32() : edits.i64();
            long time = version == 0 ? edits.i32() : edits.i64();
            edits.skip(4); // rate
            if (time != EMPTY_EDIT) {
                mediaTime = Math.max(0, time);
                return;
            }
            emptyDuration += duration;
            if (duration < 0 || emptyDuration > MAX_EDIT_DURATION) {
                throw BoxInput.damaged(
                        "empty edit of %d at %d (limit: %d)".formatted(duration, box.start(), MAX_EDIT_DURATION));
            }
        }
    }

    private void readEntries(Map<String, Box> tables) throws IOException {
        Box stsd = tables.get("stsd");
        if (stsd == null) {
            return;
        }
        in.forEachIn(stsd.from(8), entry -> {
            if (entries.size() == MAX_SAMPLE_ENTRIES) {
                throw BoxInput.damaged(
                        "track %d has more than %d sample entries (limit)".formatted(id, MAX_SAMPLE_ENTRIES));
            }
            entries.add(SampleEntry.read(in, entry, handler.equals(VIDEO)));
            entryTypes.add(entry.type());
        });
    }
}
