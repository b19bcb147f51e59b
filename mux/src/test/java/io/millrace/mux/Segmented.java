package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentOutput.Part;
import io.millrace.mux.SegmentOutput.SegmentEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a segmenter put out for one track. */
record Segmented(List<SegmentOutput> outputs) {
    /** The time of day where the publisher's clock is 0. */
    static final long WALL_CLOCK = 1_800_000_000_000L;

    /** A segment: what it begins with, and its parts. */
    record Segment(Begin begin, List<Part> parts) {
        long micros() {
            return parts.stream().mapToLong(Part::durationMicros).sum();
        }
    }

    static List<SegmentOutput> all(CmafSegmenter segmenter, List<MediaFrame> frames) {
        List<SegmentOutput> out = new ArrayList<>();
        frames.forEach(frame -> out.addAll(segmenter.add(frame, WALL_CLOCK + frame.dtsMillis())));
        return out;
    }

    /** All of a track, up to the end of the stream. */
    static Segmented of(Track track, CmafSegmenter segmenter, List<MediaFrame> frames) {
        List<SegmentOutput> out = all(segmenter, frames);
        out.addAll(segmenter.discontinuity());
        return of(track, out);
    }

    static Segmented of(Track track, List<SegmentOutput> outputs) {
        return new Segmented(
                outputs.stream().filter(output -> output.track().equals(track)).toList());
    }

    List<Begin> begins() {
        return outputs.stream()
                .filter(Begin.class::isInstance)
                .map(Begin.class::cast)
                .toList();
    }

    List<Part> parts() {
        return outputs.stream()
                .filter(Part.class::isInstance)
                .map(Part.class::cast)
                .toList();
    }

    /** The finished ones. */
    List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        Begin begin = null;
        for (SegmentOutput output : outputs) {
            switch (output) {
                case Begin begun -> begin = begun;
                case Part part -> parts.add(part);
                case SegmentEnd end -> {
                    segments.add(new Segment(Objects.requireNonNull(begin), List.copyOf(parts)));
                    parts.clear();
                }
            }
        }
        return segments;
    }

    /** The init segment and all parts of a run, as a file. */
    Bytes file(int run) {
        List<Bytes> pieces = new ArrayList<>();
        segments().stream().filter(segment -> segment.begin.run() == run).forEach(segment -> {
            if (pieces.isEmpty()) {
                pieces.add(segment.begin.initSegment());
            }
            segment.parts.forEach(part -> pieces.addAll(part.data()));
        });
        return Bytes.join(pieces);
    }
}
