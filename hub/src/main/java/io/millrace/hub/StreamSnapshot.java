package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.TrackHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a viewer must know before its first frame, as of one point of the log: metadata, then the headers of the tracks. Immutable. */
final class StreamSnapshot {
    static final StreamSnapshot EMPTY = new StreamSnapshot(Map.of(), null, TrackHeaders.NONE);

    /** What describes the tracks, and what our maps are made from: without it, or with another, they do not hold. */
    private static final String DESCRIPTION = "onMetaData";

    /** Names of stored data messages are chosen by the publisher; more than these are relayed but not remembered. */
    private static final int MAX_METADATA = 32;

    /** A viewer gets all of this before its first frame, and each rendition encodes it at each key frame. */
    private static final int MAX_BYTES = 1 << 20;

    private final SequencedMap<String, LogEntry.Metadata> metadata;
    private final LogEntry.@Nullable TrackMaps maps;
    private final TrackHeaders headers;

    private StreamSnapshot(
            Map<String, LogEntry.Metadata> metadata, LogEntry.@Nullable TrackMaps maps, TrackHeaders headers) {
        this.metadata = new LinkedHashMap<>(metadata);
        this.maps = maps;
        this.headers = headers;
    }

    /** This snapshot with {@code entry} remembered, or itself when it holds nothing to remember. */
    StreamSnapshot with(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> with(frame);
            case LogEntry.Metadata metadata -> with(metadata);
            case LogEntry.TrackMaps newMaps -> new StreamSnapshot(metadata, newMaps, headers).orIfTooLarge(this);
            case LogEntry.PublisherLeft left -> this;
            case LogEntry.PublisherReturned returned -> this;
            case LogEntry.StreamDry dry -> this;
        };
    }

    /** This snapshot with the headers of {@code frame} remembered, or itself when it holds none. */
    StreamSnapshot with(MediaFrame frame) {
        TrackHeaders changed = headers.with(frame);
        return changed == headers ? this : new StreamSnapshot(metadata, maps, changed).orIfTooLarge(this);
    }

    private StreamSnapshot with(LogEntry.Metadata entry) {
        if (metadata.size() >= MAX_METADATA && !metadata.containsKey(entry.name())) {
            return this;
        }
        StreamSnapshot changed = new StreamSnapshot(metadata, mapsWithout(entry.name()), headers);
        changed.metadata.put(entry.name(), entry);
        return changed.orIfTooLarge(this);
    }

    StreamSnapshot withoutMetadata(String name) {
        StreamSnapshot changed = new StreamSnapshot(metadata, mapsWithout(name), headers);
        changed.metadata.remove(name);
        return changed;
    }

    private LogEntry.@Nullable TrackMaps mapsWithout(String name) {
        return name.equals(DESCRIPTION) ? null : maps;
    }

    /** In the order a viewer needs them. */
    List<LogEntry> entries() {
        List<LogEntry> entries = new ArrayList<>(metadata.values());
        if (maps != null) {
            entries.add(maps);
        }
        headers.frames().forEach(frame -> entries.add(new LogEntry.Frame(frame)));
        return entries;
    }

    /** Writes all of it as of {@code dtsMillis}. */
    void encode(FrameEncoder encoder, long dtsMillis, WireOutput out) {
        entries().forEach(entry -> encoder.encode(entry, dtsMillis, out));
    }

    private StreamSnapshot orIfTooLarge(StreamSnapshot before) {
        long cost = 0;
        for (LogEntry entry : entries()) {
            cost += entry.cost();
        }
        return cost > MAX_BYTES ? before : this;
    }
}
