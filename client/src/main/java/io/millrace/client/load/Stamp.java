package io.millrace.client.load;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a generated frame tells of itself at the beginning of its data, behind the length and the header of its NAL unit
 * in video: which load it is of, its number among the frames of its kind, when it was sent.
 *
 * @param sentNanos by {@link System#nanoTime} of the process that sent it
 */
record Stamp(long sequence, long sentNanos) {
    static final int BYTES = 24;
    static final int NAL_UNIT_START = 5;

    /** Writes it at the position of {@code out}. */
    void put(long load, ByteBuffer out) {
        out.putLong(load).putLong(sequence).putLong(sentNanos);
    }

    /** The one of a frame; null if this is none that {@code load} has sent with a stamp. */
    static @Nullable Stamp of(MediaFrame frame, long load) {
        if (frame.packets().size() != 1) {
            return null;
        }
        MediaPacket packet = frame.packets().getFirst();
        Bytes data = packet.payload();
        int from = frame.kind() == MediaKind.VIDEO ? NAL_UNIT_START : 0;
        if (packet.type() != PacketType.CODED_FRAMES || data.length() < from + BYTES) {
            return null;
        }
        ByteReader in = data.from(from).reader();
        return in.i64() == load ? new Stamp(in.i64(), in.i64()) : null;
    }
}
