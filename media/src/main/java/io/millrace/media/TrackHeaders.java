package io.millrace.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What must be known of the tracks of a stream before its first frame: per track the colour description, sequence header and
 * channel layout as of one point [ER-069, ER-111, ER-157]. Immutable; a change makes a new one.
 */
public final class TrackHeaders {
    public static final TrackHeaders NONE = new TrackHeaders(Map.of());

    private final SequencedMap<Slot, MediaFrame> frames;

    private record Slot(Track track, PacketType type) {}

    private TrackHeaders(Map<Slot, MediaFrame> frames) {
        this.frames = new LinkedHashMap<>(frames);
    }

    /** Whether {@code frame} holds something to remember. */
    public static boolean isHeader(MediaFrame frame) {
        for (MediaPacket packet : frame.packets()) {
            if (packet.type().isHeader()) {
                return true;
            }
        }
        return false;
    }

    /** These with what {@code frame} holds remembered; themselves if that is nothing, or nothing new. */
    public TrackHeaders with(MediaFrame frame) {
        TrackHeaders changed = this;
        for (MediaPacket packet : frame.packets()) {
            if (packet.type().isHeader() && !changed.isKnown(packet, frame) && changed.isOfItsTrack(packet)) {
                changed = changed == this ? new TrackHeaders(frames) : changed;
                changed.remember(packet, frame);
            }
        }
        return changed;
    }

    /** In the order a player needs them; a message that holds the headers of several tracks comes once. */
    public List<MediaFrame> frames() {
        SequencedSet<MediaFrame> ordered = new LinkedHashSet<>();
        frames.forEach((slot, frame) -> {
            if (slot.type() == PacketType.METADATA) {
                ordered.add(frame);
            }
        });
        ordered.addAll(frames.values());
        return new ArrayList<>(ordered);
    }

    /** How many there are, each of a track and a type. */
    public int count() {
        return frames.size();
    }

    private boolean isKnown(MediaPacket packet, MediaFrame frame) {
        MediaFrame known = frames.get(new Slot(packet.track(), packet.type()));
        return known != null && known.body().equals(frame.body());
    }

    /** FFmpeg leaves the track ID out of the metadata of other tracks: that of another codec is not track 0's [IP-74]. */
    private boolean isOfItsTrack(MediaPacket packet) {
        MediaFrame start = frames.get(new Slot(packet.track(), PacketType.SEQUENCE_START));
        return packet.type() != PacketType.METADATA
                || start == null
                || describes(start, packet.track(), packet.codec());
    }

    private void remember(MediaPacket packet, MediaFrame frame) {
        if (packet.type() == PacketType.SEQUENCE_START) {
            // What described the track under another codec no longer does.
            frames.entrySet()
                    .removeIf(entry -> entry.getKey().track().equals(packet.track())
                            && !describes(entry.getValue(), packet.track(), packet.codec()));
        }
        frames.put(new Slot(packet.track(), packet.type()), frame);
    }

    private static boolean describes(MediaFrame frame, Track track, Codec codec) {
        return frame.packets().stream()
                .anyMatch(
                        packet -> packet.track().equals(track) && packet.codec().isSameAs(codec));
    }
}
