package io.millrace.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A playlist of HLS as its text says it, line by line: {@link PlaylistRules} judge whether it may.
 *
 * @param tags those of the whole playlist by name, {@code EXT-X-SKIP} and the like with them; each has its values in order
 * @param segments with the tags in front of each; the last one has no URI if the playlist ends within it
 */
public record Playlist(Map<String, List<String>> tags, List<Segment> segments) {
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"\\r\\n]*\"|[^\",\\s]+)(,|$)");

    /** Tags that belong to the segment, or the variant, that follows. */
    private static final List<String> OF_SEGMENTS = List.of(
            "EXTINF",
            "EXT-X-DISCONTINUITY",
            "EXT-X-MAP",
            "EXT-X-PROGRAM-DATE-TIME",
            "EXT-X-PART",
            "EXT-X-GAP",
            "EXT-X-STREAM-INF");

    /**
     * A segment, or a variant of a master playlist.
     *
     * @param lines tags in front of the URI
     * @param uri empty where the playlist ends without one
     */
    public record Segment(List<Tag> lines, String uri) {
        /** The attributes of all tags with that name. */
        public List<Map<String, String>> all(String name) {
            return lines.stream()
                    .filter(tag -> tag.name.equals(name))
                    .map(Tag::attributes)
                    .toList();
        }

        public int count(String name) {
            return (int) lines.stream().filter(tag -> tag.name.equals(name)).count();
        }

        /** The value of the first tag with that name, or null. */
        public @Nullable String value(String name) {
            return lines.stream()
                    .filter(tag -> tag.name.equals(name))
                    .map(Tag::value)
                    .findFirst()
                    .orElse(null);
        }

        /** In seconds: of a segment that is not finished, that of its parts. */
        public double duration() {
            String said = value("EXTINF");
            return said != null
                    ? Double.parseDouble(said.substring(0, said.indexOf(',')))
                    : all("EXT-X-PART").stream()
                            .mapToDouble(part -> Double.parseDouble(part.getOrDefault("DURATION", "0")))
                            .sum();
        }

        public boolean isFinished() {
            return !uri.isEmpty();
        }
    }

    /** A line that begins with {@code #EXT}. */
    public record Tag(String name, String value) {
        static Tag parse(String line) {
            int colon = line.indexOf(':');
            return colon < 0
                    ? new Tag(line.substring(1), "")
                    : new Tag(line.substring(1, colon), line.substring(colon + 1));
        }

        /** Quoted strings without their quotes. */
        public Map<String, String> attributes() {
            Map<String, String> attributes = new LinkedHashMap<>();
            Matcher matcher = ATTRIBUTE.matcher(value);
            int at = 0;
            while (at < value.length()) {
                if (!matcher.find(at) || matcher.start() != at) {
                    throw new AssertionError("no attribute list: " + value);
                }
                String text = matcher.group(2);
                String plain = text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
                if (attributes.put(matcher.group(1), plain) != null) {
                    throw new AssertionError(matcher.group(1) + " twice in " + value);
                }
                at = matcher.end();
            }
            return attributes;
        }
    }

    /** Fails if it cannot be a playlist. */
    public static Playlist parse(String text) {
        if (!text.startsWith("#EXTM3U\n")) {
            throw new AssertionError(
                    "does not begin with #EXTM3U: " + text.lines().findFirst());
        }
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
            throw new AssertionError("has control characters");
        }
        var playlist = new Playlist(new HashMap<>(), new ArrayList<>());
        List<Tag> pending = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            if (line.startsWith("#EXT")) {
                Tag tag = Tag.parse(line);
                if (OF_SEGMENTS.contains(tag.name)) {
                    pending.add(tag);
                } else {
                    playlist.tags
                            .computeIfAbsent(tag.name, name -> new ArrayList<>())
                            .add(tag.value);
                }
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                playlist.segments.add(new Segment(List.copyOf(pending), line));
                pending.clear();
            }
        }
        if (!pending.isEmpty()) {
            playlist.segments.add(new Segment(List.copyOf(pending), ""));
        }
        return playlist;
    }

    /** The value of a tag that is there once; {@code absent} if it is not there. */
    public String value(String name, String absent) {
        List<String> values = tags.getOrDefault(name, List.of(absent));
        if (values.size() != 1) {
            throw new AssertionError(name + " is there " + values.size() + " times");
        }
        return values.getFirst();
    }

    /** As {@link #value}, of a tag that must be there or has a default, as a whole number. */
    public long number(String name, String absent) {
        return Long.parseLong(value(name, absent));
    }

    /** The attributes of a tag that is there once or not at all. */
    public Map<String, String> attributes(String name) {
        return new Tag(name, value(name, "")).attributes();
    }

    public boolean has(String name) {
        return tags.containsKey(name);
    }

    /** The number of the first segment that is there: skipped ones are counted. */
    public long firstMsn() {
        return number("EXT-X-MEDIA-SEQUENCE", "0")
                + Long.parseLong(attributes("EXT-X-SKIP").getOrDefault("SKIPPED-SEGMENTS", "0"));
    }

    /** From the beginning of the first segment that is there to the end of the last part, in seconds. */
    public double duration() {
        return segments.stream().mapToDouble(Segment::duration).sum();
    }
}
