package io.millrace.rtmp.chunk;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages to chunks, for one direction of one connection, with header compression [RTMP12 §5.3]. A message is written
 * whole. What goes to many viewers at once is framed by {@link AbsoluteChunks} instead.
 *
 * <p>Header types are chosen for the readers that exist, not for the last byte: type 3 starts a message only where the
 * last header carried that very delta [R-025, IP-22]. Control messages and commands are always of type 0 [IP-12], and
 * so is what lies more than 0x7FFFFF ms after its predecessor, because some take such deltas as negative [IP-26].
 *
 * <p>For one thread.
 */
public final class ChunkWriter {
    private static final int MAX_DELTA = 0x7F_FFFF;
    private static final int NO_DELTA = -1;
    private static final int COMMAND_AMF3 = 17;
    private static final int COMMAND_AMF0 = 20;

    private final Map<Integer, Header> lastHeaders = new HashMap<>();
    private final boolean compatibleHeaders;
    private int chunkSize = ChunkReader.DEFAULT_CHUNK_SIZE;

    /**
     * What the next header on a chunk stream may refer to.
     *
     * @param delta {@link #NO_DELTA} after type 0: readers differ on what a type 3 would add there
     */
    private record Header(int timestamp, int delta, int length, int typeId, int streamId) {}

    public ChunkWriter() {
        this(false);
    }

    /** With {@code compatibleHeaders} messages start with types 0 and 1 only, for weak readers [IP-23]. */
    public ChunkWriter(boolean compatibleHeaders) {
        this.compatibleHeaders = compatibleHeaders;
    }

    /**
     * The largest payload of the chunks that follow; 128 at first. The peer must have been told.
     *
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public void chunkSize(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("chunk size " + bytes + " (expected: >= 1)");
        }
        chunkSize = bytes;
    }

    /** Appends all chunks of a message, on the chunk stream that {@link ChunkStreamIds} names. */
    public void write(RawMessage message, ByteWriter out) {
        int csid = ChunkStreamIds.of(message.typeId(), message.streamId());
        write(csid, message.timestamp(), message.typeId(), message.streamId(), message.body(), out);
    }

    /**
     * Appends all chunks of a message.
     *
     * @param csid chunk stream ID, 2 to 65599
     * @param timestamp milliseconds modulo 2^32
     * @param body at most 16777215 bytes
     * @throws IllegalArgumentException if {@code csid} or {@code body} is out of range; nothing was written then
     */
    public void write(int csid, int timestamp, int typeId, int streamId, Bytes body, ByteWriter out) {
        AbsoluteChunks.checkLength(body.length());
        int type = startHeader(csid, timestamp, typeId, streamId, body.length(), out);
        boolean extended = type == 0 && AbsoluteChunks.isExtended(timestamp);
        int count = Math.min(chunkSize, body.length());
        out.bytes(body, 0, count);
        for (int from = count; from < body.length(); from += count) {
            BasicHeader.write(3, csid, out);
            if (extended) {
                out.u32(timestamp); // on every chunk
            }
            count = Math.min(chunkSize, body.length() - from);
            out.bytes(body, from, count);
        }
    }

    /** Writes the header of a message's first chunk and returns its type. */
    private int startHeader(int csid, int timestamp, int typeId, int streamId, int length, ByteWriter out) {
        Header last = lastHeaders.get(csid);
        int delta = last == null ? NO_DELTA : timestamp - last.timestamp;
        int type = last == null ? 0 : headerType(last, delta, typeId, streamId, length);
        BasicHeader.write(type, csid, out);
        if (type == 0) {
            out.u24(AbsoluteChunks.isExtended(timestamp) ? AbsoluteChunks.EXTENDED : timestamp);
        } else if (type < 3) {
            out.u24(delta);
        }
        if (type <= 1) {
            out.u24(length).u8(typeId);
        }
        if (type == 0) {
            out.u32LittleEndian(streamId);
            if (AbsoluteChunks.isExtended(timestamp)) {
                out.u32(timestamp);
            }
        }
        lastHeaders.put(csid, new Header(timestamp, type == 0 ? NO_DELTA : delta, length, typeId, streamId));
        return type;
    }

    private int headerType(Header last, int delta, int typeId, int streamId, int length) {
        boolean backOrFar = delta < 0 || delta > MAX_DELTA; // [R-023, IP-26]
        if (backOrFar || last.streamId != streamId || isControlOrCommand(typeId)) {
            return 0;
        }
        if (last.length != length || last.typeId != typeId || compatibleHeaders) {
            return 1;
        }
        return last.delta == delta ? 3 : 2;
    }

    private static boolean isControlOrCommand(int typeId) {
        return (typeId >= 1 && typeId <= 6) || typeId == COMMAND_AMF3 || typeId == COMMAND_AMF0;
    }
}
