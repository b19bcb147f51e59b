package io.millrace.flv;

import io.millrace.media.Codec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
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
import org.jspecify.annotations.Nullable;

/**
 * What a player must know before its first frame: metadata, then per track the colour description, sequence header and
 * channel layout as of one place of a file [ER-069, ER-111, ER-157]. Immutable; a change makes a new one.
 */
final class HeaderFrames {
    static final HeaderFrames NONE = new HeaderFrames(null, Map.of());

    private final @Nullable MediaFrame metadata;
    private final SequencedMap<Slot, MediaFrame> headers;

    private record Slot(Track track, PacketType type) {}

    private HeaderFrames(@Nullable MediaFrame metadata, Map<Slot, MediaFrame> headers) {
        this.metadata = metadata;
        this.headers = new LinkedHashMap<>(headers);
    }

    /** Whether a frame is to be remembered here. */
    static boolean isHeader(MediaFrame frame) {
        return frame.kind() == MediaKind.DATA
                ? ScriptBody.isMetadata(frame.body())
                : frame.packets().stream().anyMatch(HeaderFrames::isHeader);
    }

    static boolean isHeader(MediaPacket packet) {
        return switch (packet.type()) {
            case SEQUENCE_START, METADATA, MULTICHANNEL_CONFIG -> true;
            case CODED_FRAMES, SEQUENCE_END, COMMAND, SILENCE, UNKNOWN -> false;
        };
    }

    /** These with a {@linkplain #isHeader header} remembered; themselves if they hold the same already. */
    HeaderFrames with(MediaFrame header) {
        if (header.kind() == MediaKind.DATA) {
            return isSame(metadata, header) ? this : new HeaderFrames(header, headers);
        }
        HeaderFrames changed = null;
        for (MediaPacket packet : header.packets()) {
            if (isHeader(packet) && !isSame(headers.get(new Slot(packet.track(), packet.type())), header)) {
                changed = changed == null ? new HeaderFrames(metadata, headers) : changed;
                changed.remember(packet, header);
            }
        }
        return changed == null ? this : changed;
    }

    /** In the order a player needs them, as of {@code dtsMillis}; one that holds those of several tracks comes once. */
    List<MediaFrame> at(long dtsMillis) {
        SequencedSet<MediaFrame> frames = new LinkedHashSet<>();
        if (metadata != null) {
            frames.add(metadata);
        }
        headers.forEach((slot, frame) -> {
            if (slot.type() == PacketType.METADATA) {
                frames.add(frame);
            }
        });
        frames.addAll(headers.values());
        List<MediaFrame> result = new ArrayList<>();
        frames.forEach(frame -> result.add(new MediaFrame(frame.kind(), dtsMillis, frame.body(), frame.packets())));
        return result;
    }

    int count() {
        return headers.size() + 1;
    }

    private static boolean isSame(@Nullable MediaFrame known, MediaFrame header) {
        return known != null && known.body().equals(header.body());
    }

    private void remember(MediaPacket packet, MediaFrame header) {
        if (packet.type() == PacketType.SEQUENCE_START) {
            // What described the track under another codec no longer does.
            headers.entrySet()
                    .removeIf(entry -> entry.getKey().track().equals(packet.track())
                            && !describes(entry.getValue(), packet.track(), packet.codec()));
        }
        headers.put(new Slot(packet.track(), packet.type()), header);
    }

    private static boolean describes(MediaFrame header, Track track, Codec codec) {
        return header.packets().stream()
                .anyMatch(
                        packet -> packet.track().equals(track) && packet.codec().isSameAs(codec));
    }
}
