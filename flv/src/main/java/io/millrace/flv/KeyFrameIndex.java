package io.millrace.flv;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the key frames of a recording are. It holds a bounded number: when it is full, every second one is left out, and
 * from then on every second one of those to come. For one thread.
 */
final class KeyFrameIndex {
    /** Enough for an hour with a key frame every two seconds. */
    static final int MAX_ENTRIES = 2048;

    private static final String TIMES = "times";
    private static final String POSITIONS = "filepositions";

    private final List<Entry> entries = new ArrayList<>();
    private long added;
    private int step = 1;

    private record Entry(long position, long millis) {}

    /** What {@link #toAmf} gave, or another writer's index; what makes no sense in it is left out. */
    static KeyFrameIndex of(AmfProperties keyframes) {
        var index = new KeyFrameIndex();
        List<Double> times = numbers(keyframes.get(TIMES));
        List<Double> positions = numbers(keyframes.get(POSITIONS));
        for (int i = 0; i < Math.min(times.size(), positions.size()); i++) {
            index.add(positions.get(i).longValue(), Math.round(times.get(i) * 1000));
        }
        return index;
    }

    /** Adds the key frame of that time; {@code position} is where a reader that wants it begins. */
    void add(long position, long millis) {
        if (added++ % step != 0) {
            return;
        }
        if (entries.size() == MAX_ENTRIES) {
            List<Entry> kept = everyNth(2);
            entries.clear();
            entries.addAll(kept);
            step *= 2;
        }
        entries.add(new Entry(position, millis));
    }

    int size() {
        return entries.size();
    }

    /** Seconds and offsets in the file, of every {@code nth} entry. */
    AmfValue toAmf(int nth) {
        List<AmfValue> times = new ArrayList<>();
        List<AmfValue> positions = new ArrayList<>();
        for (Entry entry : everyNth(nth)) {
            times.add(new AmfNumber(entry.millis() / 1000.0));
            positions.add(new AmfNumber(entry.position()));
        }
        return AmfProperties.builder()
                .put(TIMES, new AmfStrictArray(times))
                .put(POSITIONS, new AmfStrictArray(positions))
                .buildObject();
    }

    private List<Entry> everyNth(int nth) {
        List<Entry> some = new ArrayList<>();
        for (int i = 0; i < entries.size(); i += nth) {
            some.add(entries.get(i));
        }
        return some;
    }

    /** The numbers of an array; none if it is something else. */
    static List<Double> numbers(@Nullable AmfValue array) {
        List<Double> numbers = new ArrayList<>();
        if (array instanceof AmfStrictArray(var values)) {
            values.forEach(value -> value.asNumber().ifPresent(numbers::add));
        }
        return numbers;
    }
}
