package io.millrace.media;

import io.millrace.bytes.Bytes;
import java.util.List;

/**
 * One audio, video or data message as its publisher sent it: the headers read, the body untouched. Most hold one
 * packet; a multitrack message holds one per track; a data message holds none.
 *
 * @param dtsMillis decoding time in the publisher's clock, unwrapped to 64 bits; the wire carries the low 32
 * @param body the whole message body; what viewers get unless their form asks for another
 */
public record MediaFrame(MediaKind kind, long dtsMillis, Bytes body, List<MediaPacket> packets) {
    public MediaFrame {
        packets = List.copyOf(packets);
    }

    /** The same frame at another time. */
    public MediaFrame at(long newDtsMillis) {
        return new MediaFrame(kind, newDtsMillis, body, packets);
    }

    /** Whether one of its packets is of that type. */
    public boolean holds(PacketType type) {
        for (MediaPacket packet : packets) {
            if (packet.type() == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether a viewer can start decoding {@code track} here. */
    public boolean isKeyFrameOf(Track track) {
        for (MediaPacket packet : packets) {
            if (packet.keyFrame() && packet.track().equals(track)) {
                return true;
            }
        }
        return false;
    }
}
