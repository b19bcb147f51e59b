package io.millrace.media;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must be known of the tracks of a stream before its first frame: per track the colour description, sequence header and
 * channel layout as of one point [ER-069, ER-111, ER-157]. Immutable; a change makes a new one.
 */
public final class TrackHeaders {
    public static final TrackHeaders NONE = new TrackHeaders(new LinkedHashMap<>());

    /**
     * In the order in which a player can take their messages: what was said of a track earlier, in a message that is still
     * needed for others, never comes after what holds now.
     */
    private final SequencedMap<Slot, Header> headers;

    private final List<MediaFrame> frames;

    private record Slot(Track track, PacketType type) {}

    /**
     * What fills a slot.
     *
     * @param frame the message, which may fill slots of other tracks too
     * @param codec named for this track
     */
    private record Header(MediaFrame frame, Codec codec) {}

    private TrackHeaders(SequencedMap<Slot, Header> headers) {
        this.headers = headers;
        this.frames = inOrder(headers);
    }

    /** Colour first; each message once, told by identity: to hash its body once per track would take long. */
    private static List<MediaFrame> inOrder(SequencedMap<Slot, Header> headers) {
        Set<MediaFrame> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Stream<Header> colours = headers.entrySet().stream()
                .filter(entry -> entry.getKey().type() == PacketType.METADATA)
                .map(Map.Entry::getValue);
        return Stream.concat(colours, headers.values().stream())
                .map(Header::frame)
                .filter(seen::add)
                .toList();
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
        if (!isHeader(frame)) {
            return this;
        }
        Map<Slot, Header> said = new LinkedHashMap<>();
        for (MediaPacket packet : frame.packets()) {
            if (packet.type().isHeader() && isOfItsTrack(packet)) {
                said.put(new Slot(packet.track(), packet.type()), new Header(frame, packet.codec()));
            }
        }
        if (isKnown(frame, said.keySet())) {
            return this;
        }
        SequencedMap<Slot, Header> changed = new LinkedHashMap<>(headers);
        if (!isWholeOfAMessage(said.keySet())) {
            said.keySet().forEach(changed::remove); // they go behind all others
        }
        changed.putAll(said);
        said.forEach((slot, header) -> {
            if (slot.type() == PacketType.SEQUENCE_START) {
                forgetOtherCodecs(changed, slot.track(), header.codec());
            }
        });
        return new TrackHeaders(changed);
    }

    /** In the order a player needs them; a message that holds the headers of several tracks comes once. */
    public List<MediaFrame> frames() {
        return frames;
    }

    /** How many there are, each of a track and a type. */
    public int count() {
        return headers.size();
    }

    private boolean isKnown(MediaFrame frame, Set<Slot> slots) {
        Optional<MediaFrame> same = frames.stream()
                .filter(known -> known.kind() == frame.kind() && known.body().equals(frame.body()))
                .findFirst();
        return slots.isEmpty() || (same.isPresent() && slots.stream().allMatch(slot -> fills(same.get(), slot)));
    }

    /** Whether one message fills these slots and no others, so that its place suits another message that does [ER-069]. */
    private boolean isWholeOfAMessage(Set<Slot> slots) {
        Header header = headers.get(slots.iterator().next());
        return header != null
                && headers.keySet().stream()
                        .filter(slot -> fills(header.frame(), slot))
                        .collect(Collectors.toSet())
                        .equals(slots);
    }

    @SuppressWarnings("ReferenceEquality") // equality would compare whole bodies, once per track
    private boolean fills(MediaFrame frame, Slot slot) {
        Header header = headers.get(slot);
        return header != null && header.frame() == frame;
    }

    /** FFmpeg leaves the track ID out of the metadata of other tracks: that of another codec is not track 0's [IP-74]. */
    private boolean isOfItsTrack(MediaPacket packet) {
        Header start = headers.get(new Slot(packet.track(), PacketType.SEQUENCE_START));
        return packet.type() != PacketType.METADATA
                || start == null
                || start.codec().isSameAs(packet.codec());
    }

    /** What described the track under another codec no longer does. */
    private static void forgetOtherCodecs(Map<Slot, Header> headers, Track track, Codec codec) {
        for (PacketType type : PacketType.values()) {
            headers.computeIfPresent(
                    new Slot(track, type), (slot, header) -> header.codec().isSameAs(codec) ? header : null);
        }
    }
}
