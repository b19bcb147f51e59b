package io.millrace.flv;

import io.millrace.amf.Amf0;
import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfLimits;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code onMetaData} of a file, as far as it is about the file [F-08, F-09]. {@code keyframes} holds the times of key
 * frames in seconds and the positions of their tags, or of header tags right before them; our own
 * {@code headerpositions} those of the header tags behind the first frame. Nothing in it can be relied on.
 *
 * @param body name and value, in AMF0
 * @param more whether more follows in the body: what our recorder fills its room with
 */
record FileMetadata(Bytes body, AmfValue name, AmfProperties properties, boolean more) {
    private static final String DURATION = "duration";
    private static final String KEY_FRAMES = "keyframes";
    private static final String HEADER_POSITIONS = "headerpositions";

    /** What is of no use to those who do not have the file, and large. */
    private static final Set<String> ABOUT_THE_FILE = Set.of(KEY_FRAMES, HEADER_POSITIONS);

    /** An index has two numbers for each key frame: enough for three days with one each second. */
    private static final AmfLimits LIMITS = new AmfLimits(AmfLimits.DEFAULT.depth(), 1 << 19);

    private static final int MAX_HEADER_POSITIONS = 4096;

    /** Empty if it cannot be read. */
    static Optional<FileMetadata> parse(Bytes body) {
        try {
            Amf0Reader in = new Amf0Reader(body.reader(), LIMITS);
            AmfValue name = in.next();
            if (!in.hasNext() || !(in.next() instanceof AmfMap map)) {
                return Optional.empty();
            }
            return Optional.of(new FileMetadata(body, name, map.properties(), in.hasNext()));
        } catch (AmfException e) {
            return Optional.empty();
        }
    }

    /** 0 if it tells none. */
    long durationMillis() {
        double seconds = properties.number(DURATION).orElse(0);
        return seconds > 0 && seconds < Integer.MAX_VALUE ? Math.round(seconds * 1000) : 0;
    }

    /**
     * The index, as far as it is inside the file: none if it contradicts itself.
     *
     * @param base the timestamp at which the recording begins
     * @param from where the first tag begins
     * @param to where the file ends
     */
    SeekPoints keyFrames(long base, long from, long to) {
        AmfValue keyFrames = properties.get(KEY_FRAMES);
        List<Double> times = numbers(keyFrames, "times");
        List<Double> positions = numbers(keyFrames, "filepositions");
        if (times.size() != positions.size()) {
            return SeekPoints.NONE;
        }
        var points = new SeekPoints.Builder();
        double lastTime = 0;
        double lastPosition = from - 1;
        for (int i = 0; i < times.size() && positions.get(i) < to; i++) {
            boolean ascends = times.get(i) >= lastTime && positions.get(i) > lastPosition;
            if (!ascends || times.get(i) > Integer.MAX_VALUE) {
                return SeekPoints.NONE;
            }
            lastTime = times.get(i);
            lastPosition = positions.get(i);
            points.add(Math.max(0, Math.round(lastTime * 1000) - base), (long) lastPosition);
        }
        return points.build();
    }

    /** Where our recorder says that headers changed behind the first frame. */
    List<Long> headerPositions() {
        return numbers(properties.get(HEADER_POSITIONS)).stream()
                .limit(MAX_HEADER_POSITIONS)
                .map(Double::longValue)
                .toList();
    }

    /**
     * The body for players: the very same, unless it lacks the duration, which they show, or holds what only those need
     * who have the file.
     *
     * @param durationMillis 0 if it is not known
     */
    Bytes forPlayers(long durationMillis) {
        boolean lacksDuration = durationMillis > 0 && durationMillis() == 0;
        boolean isAboutTheFile = properties.entries().stream().anyMatch(entry -> ABOUT_THE_FILE.contains(entry.name()));
        if (!lacksDuration && !isAboutTheFile && !more) {
            return body;
        }
        List<AmfProperties.Entry> entries = new ArrayList<>();
        if (lacksDuration) {
            entries.add(new AmfProperties.Entry(DURATION, new AmfNumber(durationMillis / 1000.0)));
        }
        for (AmfProperties.Entry entry : properties.entries()) {
            boolean replaced = lacksDuration && entry.name().equals(DURATION);
            if (!replaced && !ABOUT_THE_FILE.contains(entry.name())) {
                entries.add(entry);
            }
        }
        try {
            return Amf0.encodeAll(name, new AmfEcmaArray(new AmfProperties(entries)));
        } catch (AmfException e) {
            return body; // it refers to something outside of itself
        }
    }

    private static List<Double> numbers(@Nullable AmfValue owner, String property) {
        return owner instanceof AmfMap map ? numbers(map.properties().get(property)) : List.of();
    }

    /** All of them, or none if one is no number. */
    private static List<Double> numbers(@Nullable AmfValue array) {
        if (!(array instanceof AmfStrictArray(List<AmfValue> values))) {
            return List.of();
        }
        List<Double> numbers = new ArrayList<>();
        for (AmfValue value : values) {
            if (!(value instanceof AmfNumber(double number))) {
                return List.of();
            }
            numbers.add(number);
        }
        return numbers;
    }
}
