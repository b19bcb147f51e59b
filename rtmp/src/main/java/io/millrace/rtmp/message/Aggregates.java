package io.millrace.rtmp.message;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkLimits;
import io.millrace.rtmp.chunk.RawMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes aggregate messages apart and makes them. A part is laid out as an FLV tag is:
 *
 * <pre>
 *   type 8 | size 24 | timestamp, low 24 bits | timestamp, high 8 bits | stream ID 24 | body | back pointer 32
 * </pre>
 */
public final class Aggregates {
    /** Parts taken from one aggregate; a part may be empty, so without a bound 16 MiB would make a million messages. */
    static final int MAX_PARTS = 4096;

    private static final int HEADER = 11;
    private static final int BACK_POINTER = 4;

    private Aggregates() {}

    /**
     * Inverse of {@link #split}: one message with the stream and the time of the first part. Only for peers that are known to
     * take aggregates.
     *
     * @param parts 1 to 4096 messages of one stream, none of them an aggregate, together no longer than a message may be
     * @throws IllegalArgumentException for other parts
     */
    public static RawMessage join(List<RawMessage> parts) {
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException(parts.size() + " parts (expected: 1 to " + MAX_PARTS + ")");
        }
        RawMessage first = parts.getFirst();
        var body = new ByteWriter();
        for (RawMessage part : parts) {
            if (part.streamId() != first.streamId() || part.typeId() == RtmpMessage.Aggregate.TYPE_ID) {
                throw new IllegalArgumentException("type " + part.typeId() + " of stream " + part.streamId()
                        + " in an aggregate of stream " + first.streamId());
            }
            int size = part.body().length();
            if ((long) body.length() + HEADER + size + BACK_POINTER > ChunkLimits.FORMAT_MAX_MESSAGE_BYTES) {
                throw new IllegalArgumentException(
                        "aggregate of more than " + ChunkLimits.FORMAT_MAX_MESSAGE_BYTES + " bytes");
            }
            int timestamp = part.timestamp();
            body.u8(part.typeId())
                    .u24(size)
                    .u24(timestamp & 0xFF_FFFF)
                    .u8(timestamp >>> 24)
                    .u24(first.streamId());
            body.bytes(part.body()).u32(HEADER + size);
        }
        return new RawMessage(first.timestamp(), RtmpMessage.Aggregate.TYPE_ID, first.streamId(), body.toBytes());
    }

    /**
     * The messages inside {@code outer}, on its stream, shifted so that the first has its time. What follows a
     * truncated part is dropped, and so are aggregates inside. Their bodies are copies: a view would keep all
     * 16 MiB of an aggregate for as long as a viewer may want one small part of it.
     */
    public static List<RawMessage> split(RawMessage outer) {
        List<RawMessage> parts = new ArrayList<>();
        ByteReader in = outer.body().reader();
        boolean first = true;
        int offset = 0;
        while (in.remaining() >= HEADER && parts.size() < MAX_PARTS) {
            int typeId = in.u8();
            int size = in.u24();
            int timestamp = in.u24() | (in.u8() << 24);
            in.skip(3);
            if (in.remaining() < size) {
                break;
            }
            if (first) {
                offset = outer.timestamp() - timestamp;
                first = false;
            }
            Bytes body = in.bytes(size);
            if (typeId != RtmpMessage.Aggregate.TYPE_ID) {
                parts.add(new RawMessage(timestamp + offset, typeId, outer.streamId(), Bytes.wrap(body.toByteArray())));
            }
            in.skip(Math.min(BACK_POINTER, in.remaining()));
        }
        return parts;
    }
}
