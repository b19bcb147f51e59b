package io.millrace.client.inspect;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.Chunk.Before;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Walks the chunks of one direction and reports each of them and the messages they make. It shares no code with the reader
 * of the protocol library, so that each checks the other. What it meets does not end it: where no chunk can begin it
 * looks for a place where one does, and reports the bytes in between.
 *
 * <p>Holds at most 65600 chunk streams, for there are no more csids, and of unfinished messages {@link #MAX_HELD_BYTES};
 * of what is beyond that only the length is known. For one thread.
 */
final class ChunkWalk {
    static final int MAX_HELD_BYTES = 48 << 20;
    static final int DEFAULT_CHUNK_SIZE = 128;

    private static final int[] MESSAGE_HEADER = {11, 7, 3, 0};
    private static final int EXTENDED = 0xFF_FFFF;

    /** What is told of the chunks, in the order of their bytes. */
    interface Listener {
        void chunk(Chunk chunk);

        void message(WireMessage message);

        /** No chunk can begin there, because of that requirement. */
        void impossible(long offset, String requirement, String why);

        /** Where that was, when it has ended. */
        void unexplained(long offset, long count, Bytes sample, String why);
    }

    private enum State {
        BASIC_HEADER,
        MESSAGE_HEADER,
        EXTENDED_TIMESTAMP,
        REPEATED_TIMESTAMP,
        PAYLOAD,
        LOST
    }

    private final Direction direction;
    private final boolean keepPayloads;
    private final Listener listener;
    private final Map<Integer, ChunkStream> streams = new HashMap<>();

    private State state = State.BASIC_HEADER;
    private int chunkSize = DEFAULT_CHUNK_SIZE;
    private boolean omitsRepeated;
    private int held;
    private long offset;
    private long micros;

    private final byte[] header = new byte[18];
    private int headerLength;
    private int wanted = 1;
    private long chunkOffset;
    private int format;
    private int csid;
    private int csidBytes;
    private boolean repeats;
    private int discarded;
    private Before before = Before.NOTHING;
    private int position;
    private int payloadLeft;
    private ChunkStream stream = new ChunkStream();
    private ByteWriter payload = new ByteWriter();

    private LostBytes lost = new LostBytes(0, "");

    /** What was taken for something else, and is to be read before all that follows. */
    private Bytes again = Bytes.EMPTY;

    /**
     * @param offset of the first byte that {@link #read} will get
     * @param keepPayloads whether chunks are reported with their bytes
     */
    ChunkWalk(Direction direction, long offset, boolean keepPayloads, Listener listener) {
        this.direction = direction;
        this.offset = offset;
        this.keepPayloads = keepPayloads;
        this.listener = listener;
    }

    /** The largest payload of the chunks that follow. */
    void chunkSize(int bytes) {
        chunkSize = bytes;
    }

    int chunkSize() {
        return chunkSize;
    }

    /** Drops the unfinished message of a chunk stream; how many bytes of it there were, -1 if there was none. */
    int abort(long abortedCsid) {
        ChunkStream aborted = abortedCsid > Integer.MAX_VALUE ? null : streams.get((int) abortedCsid);
        return aborted == null || !aborted.unfinished ? -1 : discard(aborted);
    }

    void read(long nowMicros, Bytes bytes) {
        micros = nowMicros;
        ByteReader in = bytes.reader();
        while (in.hasRemaining() || !again.isEmpty()) {
            if (!again.isEmpty()) {
                in = again.reader();
                again = Bytes.EMPTY;
            }
            switch (state) {
                case BASIC_HEADER -> basicHeader(in);
                case MESSAGE_HEADER -> messageHeader(in);
                case EXTENDED_TIMESTAMP -> extendedTimestamp(in);
                case REPEATED_TIMESTAMP -> repeatedTimestamp(in);
                case PAYLOAD -> payload(in);
                case LOST -> search(in.rest());
            }
        }
    }

    /** So many bytes were not seen. Inside a payload they cost one message, anywhere else the position. */
    void gap(long count) {
        if (state == State.LOST) {
            endOfLost();
            offset += count;
            lose("bytes are missing before it");
        } else if (state == State.PAYLOAD && count < payloadLeft) {
            stream.damaged = true;
            stream.received += (int) count;
            payloadLeft -= (int) count;
            offset += count;
        } else {
            endPartialChunk();
            endPartialHeader();
            streams.values().forEach(this::discard);
            offset += count;
            lose("bytes are missing before it");
        }
    }

    /** Bytes of an unknown position come next, as when a capture began in mid-session. */
    void lose(String why) {
        state = State.LOST;
        lost = new LostBytes(offset, why);
    }

    /** No more comes. Whether it ended between two chunks, or else where; for a person. */
    String finish() {
        String end = switch (state) {
            case LOST -> {
                endOfLost();
                yield "";
            }
            case BASIC_HEADER -> headerLength == 0 ? "" : "inside the header of a chunk";
            case MESSAGE_HEADER, EXTENDED_TIMESTAMP, REPEATED_TIMESTAMP -> "inside the header of a chunk";
            case PAYLOAD -> "inside a chunk, of which " + payloadLeft + " bytes are missing";
        };
        endPartialChunk();
        long unfinished = streams.values().stream().filter(s -> s.unfinished).count();
        return end.isEmpty() && unfinished > 0 ? "with " + unfinished + " unfinished messages" : end;
    }

    // ---- headers ----

    private void basicHeader(ByteReader in) {
        if (headerLength == 0) {
            chunkOffset = offset;
        }
        if (!fill(in)) {
            return;
        }
        int low = header[0] & 0x3F;
        csidBytes = low == 0 ? 2 : low == 1 ? 3 : 1;
        if (headerLength < csidBytes) {
            wanted = csidBytes;
            return;
        }
        format = (header[0] & 0xFF) >> 6;
        csid = switch (low) {
            case 0 -> (header[1] & 0xFF) + 64;
            case 1 -> (header[1] & 0xFF) + ((header[2] & 0xFF) << 8) + 64; // little endian
            default -> low;
        };
        stream = streams.computeIfAbsent(csid, unused -> new ChunkStream());
        if (!stream.known && format > 1) {
            streams.remove(csid);
            loseHeader("R-036", "chunk stream " + csid + " begins with a type " + format + " chunk (expected: 0)");
            return;
        }
        before = !stream.known
                ? Before.NOTHING
                : stream.unfinished ? Before.PART : stream.startFormat == 0 ? Before.ABSOLUTE_MESSAGE : Before.MESSAGE;
        repeats = false;
        discarded = 0;
        if (format < 3) {
            expect(State.MESSAGE_HEADER, MESSAGE_HEADER[format]);
        } else if (stream.extended && (stream.unfinished || !omitsRepeated)) {
            expect(State.REPEATED_TIMESTAMP, 4);
        } else {
            if (!stream.unfinished) {
                begin(stream.timestamp + stream.delta);
            }
            beginPayload();
        }
    }

    private void messageHeader(ByteReader in) {
        if (!fill(in)) {
            return;
        }
        if (u24(csidBytes) == EXTENDED) {
            expect(State.EXTENDED_TIMESTAMP, 4);
        } else {
            applyHeader(u24(csidBytes), false);
        }
    }

    private void extendedTimestamp(ByteReader in) {
        if (fill(in)) {
            applyHeader(u32(headerLength - 4), true);
        }
    }

    private void applyHeader(long field, boolean extended) {
        discarded = discard(stream);
        stream.known = true;
        stream.timestampField = field;
        stream.extended = extended;
        if (format < 2) {
            stream.length = u24(csidBytes + 3);
            stream.typeId = header[csidBytes + 6] & 0xFF;
        }
        if (format == 0) {
            stream.streamId = Integer.toUnsignedLong(Integer.reverseBytes((int) u32(csidBytes + 7)));
            stream.delta = field; // what a type 3 directly after it adds
            begin(field);
        } else {
            boolean negative = !extended && field >= 0x80_0000; // IP-26
            stream.delta = negative ? field - 0x100_0000 : field;
            begin(stream.timestamp + stream.delta);
        }
        beginPayload();
    }

    /** Compares byte by byte, for where a sender leaves it out these bytes are payload already [R-028, IP-20]. */
    private void repeatedTimestamp(ByteReader in) {
        int start = csidBytes;
        while (in.hasRemaining() && headerLength < wanted) {
            int at = headerLength - start;
            int signalled = (int) (stream.timestampField >> (24 - 8 * at)) & 0xFF;
            int next = in.peekU8();
            boolean same = next == signalled || (at == 0 && next == (signalled & 0x7F));
            if (stream.unfinished && !same) {
                omitsRepeated = true;
                Bytes taken = Bytes.wrap(Arrays.copyOfRange(header, start, headerLength));
                headerLength = start;
                offset -= taken.length();
                beginPayload();
                if (!taken.isEmpty()) {
                    again = LostBytes.join(taken, in.rest());
                }
                return;
            }
            header[headerLength++] = (byte) in.u8();
            offset++;
        }
        if (headerLength == wanted) {
            repeats = true;
            if (!stream.unfinished) {
                stream.timestampField = u32(start);
                stream.delta = stream.timestampField;
                begin(stream.timestamp + stream.delta); // a delta also if it is large
            }
            beginPayload();
        }
    }

    private void begin(long timestamp) {
        stream.begin(format, chunkOffset, timestamp);
    }

    // ---- payload ----

    private void beginPayload() {
        state = State.PAYLOAD;
        stream.chunks++;
        position = stream.received;
        payloadLeft = Math.min(chunkSize, stream.length - stream.received);
        payload = new ByteWriter();
        if (payloadLeft == 0) {
            endChunk();
        }
    }

    private void payload(ByteReader in) {
        Bytes piece = in.bytes(Math.min(in.remaining(), payloadLeft));
        offset += piece.length();
        payloadLeft -= piece.length();
        if (keepPayloads) {
            payload.bytes(piece);
        }
        if (stream.unfinished) {
            held += stream.take(piece, MAX_HELD_BYTES - held);
        }
        if (payloadLeft == 0) {
            endChunk();
        }
    }

    private void endChunk() {
        listener.chunk(chunk(Math.min(chunkSize, stream.length - position)));
        expectBasicHeader();
        if (stream.unfinished && stream.received == stream.length) {
            var message = new WireMessage(
                    direction,
                    micros,
                    stream.offset,
                    stream.chunks,
                    csid,
                    stream.startFormat,
                    stream.timestamp,
                    stream.startFormat == 0 ? 0 : stream.delta,
                    stream.typeId,
                    stream.streamId,
                    stream.length,
                    stream.body());
            held -= stream.release();
            listener.message(message);
        }
    }

    private Chunk chunk(int payloadLength) {
        return new Chunk(
                chunkOffset,
                format,
                csid,
                Bytes.wrap(Arrays.copyOf(header, headerLength)),
                csidBytes,
                stream.timestampField,
                stream.extended,
                repeats,
                stream.timestamp,
                stream.length,
                stream.typeId,
                stream.streamId,
                position,
                payloadLength,
                payload.toBytes(),
                before,
                discarded);
    }

    private void endPartialChunk() {
        if (state == State.PAYLOAD) {
            listener.chunk(chunk(stream.received - position));
        }
    }

    private int discard(ChunkStream ended) {
        if (!ended.unfinished) {
            return 0;
        }
        held -= ended.release();
        return ended.received;
    }

    /** Of a header that does not go on. */
    private void endPartialHeader() {
        if (state != State.PAYLOAD && headerLength > 0) {
            var partial = new LostBytes(chunkOffset, "the beginning of a chunk header");
            partial.skip(Bytes.wrap(Arrays.copyOf(header, headerLength)));
            partial.report(listener);
        }
    }

    // ---- lost ----

    /** The header that cannot be is part of what is not explained. */
    private void loseHeader(String requirement, String why) {
        Bytes taken = Bytes.wrap(Arrays.copyOf(header, headerLength));
        offset = chunkOffset;
        listener.impossible(offset, requirement, why);
        lose(why);
        lost.skip(taken);
        offset += taken.length();
    }

    private void search(Bytes more) {
        offset += more.length();
        Resync.Place place = lost.search(more, chunkSize);
        if (place != null) {
            lost.report(listener);
            chunkSize = place.chunkSize();
            again = lost.rest();
            offset -= again.length();
            expectBasicHeader();
        }
    }

    private void endOfLost() {
        lost.skip(lost.rest());
        lost.report(listener);
    }

    // ---- header bytes ----

    private void expectBasicHeader() {
        state = State.BASIC_HEADER;
        headerLength = 0;
        wanted = 1;
    }

    private void expect(State next, int more) {
        state = next;
        wanted = headerLength + more;
    }

    private boolean fill(ByteReader in) {
        while (in.hasRemaining() && headerLength < wanted) {
            header[headerLength++] = (byte) in.u8();
            offset++;
        }
        return headerLength == wanted;
    }

    private int u24(int at) {
        return (header[at] & 0xFF) << 16 | (header[at + 1] & 0xFF) << 8 | (header[at + 2] & 0xFF);
    }

    private long u32(int at) {
        return Integer.toUnsignedLong(u24(at) << 8 | (header[at + 3] & 0xFF));
    }
}
