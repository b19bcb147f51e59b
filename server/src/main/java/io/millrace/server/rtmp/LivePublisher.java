package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.MalformedTagException;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.time.Duration;
import java.util.List;

/** A NetStream that publishes: message bodies in, {@link MediaFrame}s to the hub. On its connection's event loop. */
final class LivePublisher {
    private final Publication publication;
    private final RtmpCounters counters;
    private final Duration dryAfter;
    private final PublishedTracks tracks;
    private long lastMediaNanos = System.nanoTime();

    LivePublisher(Publication publication, RtmpService service) {
        this.publication = publication;
        this.counters = service.counters();
        this.tracks = new PublishedTracks(publication, counters);
        this.dryAfter = service.config().streams().dryAfter();
    }

    Publication publication() {
        return publication;
    }

    /** False when another publisher has taken the stream over. */
    boolean media(MediaKind kind, int timestamp, Bytes body) {
        List<MediaPacket> packets;
        try {
            packets = kind == MediaKind.VIDEO ? VideoTagCodec.decode(body) : AudioTagCodec.decode(body);
        } catch (MalformedTagException e) {
            counters.malformedMedia.increment();
            return true;
        }
        received();
        boolean timed = packets.stream().anyMatch(packet -> hasOwnTime(packet.type()));
        long dts = timed
                ? publication.timeline().at(kind, timestamp)
                : publication.timeline().now(timestamp);
        var frame = new MediaFrame(kind, dts, body, packets);
        tracks.received(frame);
        return publication.append(frame);
    }

    /** A data message for the viewers there are now. */
    boolean data(int timestamp, Bytes body) {
        received();
        return publication.append(dataFrame(timestamp, body));
    }

    /** A data message that later viewers get too. */
    boolean metadata(String name, int timestamp, Bytes body) {
        received();
        tracks.stored(name, body);
        return publication.setMetadata(name, dataFrame(timestamp, body));
    }

    void clearMetadata(String name) {
        tracks.cleared(name);
        publication.clearMetadata(name);
    }

    /** Tells viewers when nothing has come for a while. */
    void tick(long nowNanos) {
        if (nowNanos - lastMediaNanos > dryAfter.toNanos()) {
            publication.dry();
        }
    }

    /** Encoders put any timestamp on what is no frame; OBS puts 0 [IP-26]. */
    private static boolean hasOwnTime(PacketType type) {
        return switch (type) {
            case CODED_FRAMES, COMMAND, SILENCE, UNKNOWN -> true;
            case SEQUENCE_START, SEQUENCE_END, METADATA, MULTICHANNEL_CONFIG -> false;
        };
    }

    private MediaFrame dataFrame(int timestamp, Bytes body) {
        return new MediaFrame(MediaKind.DATA, publication.timeline().now(timestamp), body, List.of());
    }

    private void received() {
        lastMediaNanos = System.nanoTime();
    }
}
