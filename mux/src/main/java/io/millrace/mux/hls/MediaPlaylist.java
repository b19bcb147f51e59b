package io.millrace.mux.hls;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist as of one moment [RFC 8216bis §4.4.3 to §4.4.5]; URIs are relative to its own.
 *
 * @param independentSegments whether every segment can be decoded without those before it [RFC 8216bis §4.4.2.1]
 * @param targetDurationSeconds no segment is longer, rounded to the nearest second
 * @param mediaSequence the number of the first segment
 * @param discontinuitySequence of the segment before the first: the tags of the first are counted by players
 * @param partTargetMicros no part is longer; empty if it has no parts and cannot be waited for
 * @param segments in order; only the last may be unfinished
 * @param preloadHint the URI of the next part
 * @param ended whether nothing is ever added
 */
public record MediaPlaylist(
        boolean independentSegments,
        int targetDurationSeconds,
        long mediaSequence,
        long discontinuitySequence,
        OptionalLong partTargetMicros,
        List<Segment> segments,
        Optional<String> preloadHint,
        List<RenditionReport> renditionReports,
        boolean ended) {
    private static final int VERSION_WITH_SKIP = 9;
    private static final int VERSION_WITH_MAP = 6;
    private static final int VERSION_WITH_FRACTIONS = 3;
    private static final long MICROS = 1_000_000;

    /** In target durations: how much of the end is never skipped, the least that is allowed. */
    private static final long SKIP_BOUNDARY = 6;

    /** In part targets: how far from the end players begin. */
    private static final int PART_HOLD_BACK = 3;

    /**
     * A media segment.
     *
     * @param uri empty as long as the segment is not finished
     * @param wallClockMillis when it begins, since 1970
     * @param discontinuities how many time lines later it is than the one before: 0 if it goes on from that
     * @param mapUri of its init segment
     * @param parts empty when it is too old for players to want them
     */
    public record Segment(
            Optional<String> uri,
            long durationMicros,
            OptionalLong wallClockMillis,
            int discontinuities,
            Optional<String> mapUri,
            List<Part> parts) {
        public Segment {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A part of a segment.
     *
     * @param independent whether decoding can start in it
     * @param gap whether it cannot be loaded
     */
    public record Part(String uri, long durationMicros, boolean independent, boolean gap) {}

    /**
     * How far another playlist of the same stream has come.
     *
     * @param lastPart empty if it has no parts
     */
    public record RenditionReport(String uri, long lastMsn, OptionalInt lastPart) {}

    public MediaPlaylist {
        segments = List.copyOf(segments);
        renditionReports = List.copyOf(renditionReports);
    }

    /** All of it. */
    public String toText() {
        return text(0);
    }

    /** Without the segments that a player has that loaded it lately [RFC 8216bis §6.2.5.1]; all of it if these are none. */
    public String toDeltaText() {
        return text(skippable());
    }

    private int skippable() {
        if (partTargetMicros.isEmpty()) {
            return 0;
        }
        long left = segments.stream().mapToLong(Segment::durationMicros).sum();
        int count = 0;
        while (count < segments.size()) {
            left -= segments.get(count).durationMicros();
            if (left < skipBoundaryMicros()) {
                return count;
            }
            count++;
        }
        return count;
    }

    private long skipBoundaryMicros() {
        return SKIP_BOUNDARY * targetDurationSeconds * MICROS;
    }

    private String text(int skipped) {
        StringBuilder text = new StringBuilder(256 + 512 * (segments.size() - skipped));
        header(text);
        Segment before = null;
        if (skipped > 0) {
            new AttributeList(text, "EXT-X-SKIP")
                    .add("SKIPPED-SEGMENTS", skipped)
                    .end();
            before = segments.get(skipped - 1);
        }
        for (Segment segment : segments.subList(skipped, segments.size())) {
            segment(segment, before, text);
            before = segment;
        }
        footer(text);
        return text.toString();
    }

    private void header(StringBuilder text) {
        boolean hasMap = segments.stream().anyMatch(segment -> segment.mapUri.isPresent());
        int version =
                partTargetMicros.isPresent() ? VERSION_WITH_SKIP : hasMap ? VERSION_WITH_MAP : VERSION_WITH_FRACTIONS;
        text.append("#EXTM3U\n");
        tag(text, "EXT-X-VERSION", version);
        if (independentSegments) {
            text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
        tag(text, "EXT-X-TARGETDURATION", targetDurationSeconds);
        partTargetMicros.ifPresent(target -> {
            new AttributeList(text, "EXT-X-SERVER-CONTROL")
                    .add("CAN-BLOCK-RELOAD", "YES")
                    .seconds("CAN-SKIP-UNTIL", skipBoundaryMicros())
                    .seconds("PART-HOLD-BACK", PART_HOLD_BACK * target)
                    .end();
            new AttributeList(text, "EXT-X-PART-INF")
                    .seconds("PART-TARGET", target)
                    .end();
        });
        tag(text, "EXT-X-MEDIA-SEQUENCE", mediaSequence);
        tag(text, "EXT-X-DISCONTINUITY-SEQUENCE", discontinuitySequence);
    }

    private static void tag(StringBuilder text, String name, Object value) {
        text.append('#').append(name).append(':').append(value).append('\n');
    }

    private static void segment(Segment segment, @Nullable Segment before, StringBuilder text) {
        text.repeat("#EXT-X-DISCONTINUITY\n", segment.discontinuities);
        boolean sameMap = before != null && Objects.equals(before.mapUri, segment.mapUri);
        if (!sameMap || segment.discontinuities > 0) {
            segment.mapUri.ifPresent(uri ->
                    new AttributeList(text, "EXT-X-MAP").quoted("URI", uri).end());
        }
        segment.wallClockMillis.ifPresent(millis -> tag(text, "EXT-X-PROGRAM-DATE-TIME", UtcTime.format(millis)));
        segment.parts.forEach(part -> part(part, text));
        segment.uri.ifPresent(uri -> {
            tag(text, "EXTINF", AttributeList.seconds(segment.durationMicros) + ',');
            text.append(uri).append('\n');
        });
    }

    private static void part(Part part, StringBuilder text) {
        AttributeList line = new AttributeList(text, "EXT-X-PART")
                .seconds("DURATION", part.durationMicros)
                .quoted("URI", part.uri);
        if (part.independent) {
            line.add("INDEPENDENT", "YES");
        }
        if (part.gap) {
            line.add("GAP", "YES");
        }
        line.end();
    }

    private void footer(StringBuilder text) {
        if (ended) {
            text.append("#EXT-X-ENDLIST\n");
            return;
        }
        preloadHint.ifPresent(uri -> new AttributeList(text, "EXT-X-PRELOAD-HINT")
                .add("TYPE", "PART")
                .quoted("URI", uri)
                .end());
        for (RenditionReport report : renditionReports) {
            AttributeList line = new AttributeList(text, "EXT-X-RENDITION-REPORT")
                    .quoted("URI", report.uri)
                    .add("LAST-MSN", report.lastMsn);
            report.lastPart.ifPresent(part -> line.add("LAST-PART", part));
            line.end();
        }
    }
}
