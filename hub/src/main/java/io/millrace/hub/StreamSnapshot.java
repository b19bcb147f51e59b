package io.millrace.hub;

import io.millrace.media.Codec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What a viewer must know before its first frame: metadata, then per track the colour description, sequence header and
 * channel layout as of one point of the log [ER-069, ER-111, ER-157]. Immutable; a change makes a new one.
 */
final class StreamSnapshot {
    static final StreamSnapshot EMPTY = new StreamSnapshot(Map.of(), Map.of());

    /** Names of stored data messages are chosen by the publisher; more than these are relayed but not remembered. */
    private static final int MAX_METADATA = 32;

    /** A viewer gets all of this before its first frame, and each rendition encodes it at each key frame. */
    private static final int MAX_BYTES = 1 << 20;

    private final SequencedMap<String, LogEntry.Metadata> metadata;
    private final SequencedMap<Slot, MediaFrame> headers;

    private record Slot(Track track, PacketType type) {}

    private StreamSnapshot(Map<String, LogEntry.Metadata> metadata, Map<Slot, MediaFrame> headers) {
        this.metadata = new LinkedHashMap<>(metadata);
        this.headers = new LinkedHashMap<>(headers);
    }

    /** Whether {@code frame} holds something to remember. */
    static boolean hasHeader(MediaFrame frame) {
        return frame.packets().stream().anyMatch(packet -> isHeader(packet.type()));
    }

    /** This snapshot with {@code entry} remembered, or itself when it holds nothing to remember. */
    StreamSnapshot with(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> with(frame);
            case LogEntry.Metadata metadata -> with(metadata);
            case LogEntry.PublisherLeft left -> this;
            case LogEntry.PublisherReturned returned -> this;
            case LogEntry.StreamDry dry -> this;
        };
    }

    /** This snapshot with {@code frame} remembered, or itself when the frame holds nothing to remember. */
    StreamSnapshot with(MediaFrame frame) {
        StreamSnapshot changed = null;
        for (MediaPacket packet : frame.packets()) {
            if (isHeader(packet.type())) {
                changed = changed == null ? new StreamSnapshot(metadata, headers) : changed;
                changed.remember(packet, frame);
            }
        }
        return changed == null ? this : changed.orIfTooLarge(this);
    }

    private StreamSnapshot with(LogEntry.Metadata entry) {
        if (metadata.size() >= MAX_METADATA && !metadata.containsKey(entry.name())) {
            return this;
        }
        StreamSnapshot changed = new StreamSnapshot(metadata, headers);
        changed.metadata.put(entry.name(), entry);
        return changed.orIfTooLarge(this);
    }

    StreamSnapshot withoutMetadata(String name) {
        if (!metadata.containsKey(name)) {
            return this;
        }
        StreamSnapshot changed = new StreamSnapshot(metadata, headers);
        changed.metadata.remove(name);
        return changed;
    }

    /** In the order a viewer needs them; a message that holds the headers of several tracks appears once. */
    List<LogEntry> entries() {
        SequencedSet<MediaFrame> frames = new LinkedHashSet<>();
        headers.forEach((slot, frame) -> {
            if (slot.type() == PacketType.METADATA) {
                frames.add(frame);
            }
        });
        frames.addAll(headers.values());
        List<LogEntry> entries = new ArrayList<>(metadata.values());
        frames.forEach(frame -> entries.add(new LogEntry.Frame(frame)));
        return entries;
    }

    /** Writes all of it as of {@code dtsMillis}. */
    void encode(FrameEncoder encoder, long dtsMillis, WireOutput out) {
        entries().forEach(entry -> encoder.encode(entry, dtsMillis, out));
    }

    private StreamSnapshot orIfTooLarge(StreamSnapshot before) {
        long bytes = 0;
        for (LogEntry entry : entries()) {
            bytes += entry.bytes();
        }
        return bytes > MAX_BYTES ? before : this;
    }

    private void remember(MediaPacket packet, MediaFrame frame) {
        if (packet.type() == PacketType.SEQUENCE_START) {
            // What described the track under another codec no longer does.
            headers.entrySet()
                    .removeIf(entry -> entry.getKey().track().equals(packet.track())
                            && !describes(entry.getValue(), packet.track(), packet.codec()));
        }
        headers.put(new Slot(packet.track(), packet.type()), frame);
    }

    private static boolean describes(MediaFrame frame, Track track, Codec codec) {
        return frame.packets().stream()
                .anyMatch(
                        packet -> packet.track().equals(track) && packet.codec().isSameAs(codec));
    }

    private static boolean isHeader(PacketType type) {
        return switch (type) {
            case SEQUENCE_START, METADATA, MULTICHANNEL_CONFIG -> true;
            case CODED_FRAMES, SEQUENCE_END, COMMAND, SILENCE, UNKNOWN -> false;
        };
    }
}
