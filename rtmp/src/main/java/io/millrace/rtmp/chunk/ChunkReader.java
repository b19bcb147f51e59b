package io.millrace.rtmp.chunk;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chunks to messages, for one direction of one connection [RTMP12 §5.3]. Incremental: bytes may come in any pieces, and
 * the payload is copied once, into the array of its message. What the messages mean is for
 * {@code io.millrace.rtmp.message} and the session, who call {@link #chunkSize} and {@link #abort} when the peer asks;
 * both act on the very next chunk, also from inside the consumer and for bytes of the same buffer.
 *
 * <p>Tolerates what real senders do: left out timestamps in type 3 chunks [IP-20], type 1 first on a chunk stream
 * [IP-21], negative deltas [IP-26], new messages over unfinished ones.
 *
 * <p>For one thread. A reader that threw a {@link ProtocolException} is of no further use: the position in the chunk
 * stream is lost.
 */
public final class ChunkReader {
    /** Of each direction, until its sender announces another. */
    public static final int DEFAULT_CHUNK_SIZE = 128;

    private static final int EXTENDED = 0xFF_FFFF;
    private static final int EXTENDED_SIZE = 4;
    private static final int[] MESSAGE_HEADER_SIZE = {11, 7, 3, 0};

    private enum State {
        BASIC_HEADER,
        /** Of types 0 to 2, with its extended timestamp. */
        MESSAGE_HEADER,
        /** The extended timestamp of type 3. */
        REPEATED_TIMESTAMP,
        PAYLOAD
    }

    private ChunkLimits limits;
    private final @Nullable IncomingStream[] lowStreams = new IncomingStream[64];
    private final Map<Integer, IncomingStream> highStreams = new HashMap<>();
    private final byte[] header = new byte[MESSAGE_HEADER_SIZE[0] + EXTENDED_SIZE];

    private State state = State.BASIC_HEADER;
    private int headerWanted = 1;
    private int headerLength;
    private int type;
    private IncomingStream stream = new IncomingStream();
    private int payloadLeft;

    private int chunkSize = DEFAULT_CHUNK_SIZE;
    private boolean negativeDeltas = true;
    private boolean omitsRepeatedTimestamps;
    private int streamCount;
    private int partialBytes;
    private long discardedMessages;
    private long negativeDeltaCount;

    public ChunkReader() {
        this(ChunkLimits.DEFAULT);
    }

    public ChunkReader(ChunkLimits limits) {
        this.limits = limits;
    }

    /**
     * Consumes all of {@code in}, heap or direct, and gives each message it completes to {@code out}.
     *
     * @throws ProtocolException of CONNECTION scope if a limit is passed or a chunk has no header to refer to
     */
    public void read(ByteBuffer in, Consumer<? super RawMessage> out) {
        while (in.hasRemaining()) {
            switch (state) {
                case BASIC_HEADER -> readBasicHeader(in, out);
                case MESSAGE_HEADER -> readMessageHeader(in, out);
                case REPEATED_TIMESTAMP -> readRepeatedTimestamp(in, out);
                case PAYLOAD -> readPayload(in, out);
            }
        }
    }

    /**
     * The largest payload of the chunks that follow; 128 at first.
     *
     * @throws ProtocolException of CONNECTION scope if {@code bytes} is not positive
     */
    public void chunkSize(int bytes) {
        if (bytes < 1) {
            throw new ProtocolException(CONNECTION, "chunk size " + bytes + " (expected: >= 1)");
        }
        chunkSize = bytes;
    }

    /** Other limits from now on, as when a peer has said who it is. Messages under way may grow into them. */
    public void limits(ChunkLimits newLimits) {
        limits = newLimits;
    }

    /**
     * Drops the unfinished message of a chunk stream, of which there may be none. Its timestamp stays the base of later
     * deltas.
     *
     * @param csid any 32-bit value
     */
    public void abort(long csid) {
        IncomingStream aborted = csid < 0 || csid > Integer.MAX_VALUE ? null : find((int) csid);
        if (aborted != null) {
            discard(aborted);
        }
    }

    /**
     * Whether a 24-bit delta from 0x800000 on is taken as negative, as some live encoders mean it [IP-26]; on at first.
     */
    public void negativeDeltas(boolean on) {
        negativeDeltas = on;
    }

    /** Messages dropped half way, by an abort or because another began on their chunk stream. */
    public long discardedMessages() {
        return discardedMessages;
    }

    /** Message headers whose delta was taken as negative. */
    public long negativeDeltaCount() {
        return negativeDeltaCount;
    }

    /** Memory held for unfinished messages now. */
    public int partialBytes() {
        return partialBytes;
    }

    private void readBasicHeader(ByteBuffer in, Consumer<? super RawMessage> out) {
        if (!fillHeader(in)) {
            return;
        }
        int size = BasicHeader.size(header[0]);
        if (headerLength < size) {
            headerWanted = size;
            return;
        }
        type = BasicHeader.type(header[0]);
        stream = streamOf(BasicHeader.csid(header));
        if (type < 3) {
            expect(State.MESSAGE_HEADER, MESSAGE_HEADER_SIZE[type]);
        } else if (stream.extended && (stream.unfinished || !omitsRepeatedTimestamps)) {
            expect(State.REPEATED_TIMESTAMP, EXTENDED_SIZE);
        } else {
            if (!stream.unfinished) {
                startMessage(stream.timestamp + stream.delta);
            }
            startPayload(out);
        }
    }

    private void readMessageHeader(ByteBuffer in, Consumer<? super RawMessage> out) {
        if (!fillHeader(in)) {
            return;
        }
        int size = MESSAGE_HEADER_SIZE[type];
        boolean extended = u24(0) == EXTENDED;
        if (extended && headerLength == size) {
            headerWanted = size + EXTENDED_SIZE;
            return;
        }
        discard(stream);
        stream.extended = extended;
        stream.timestampField = extended ? i32(size) : u24(0);
        if (type <= 1) {
            stream.length = u24(3);
            stream.typeId = header[6] & 0xFF;
            checkLength(stream.length);
        }
        if (type == 0) {
            stream.streamId = Integer.reverseBytes(i32(7));
            stream.delta = stream.timestampField; // what a type 3 right after type 0 adds
            startMessage(stream.timestampField);
        } else {
            stream.delta = deltaOf(stream);
            startMessage(stream.timestamp + stream.delta);
        }
        startPayload(out);
    }

    private int deltaOf(IncomingStream stream) {
        if (negativeDeltas && !stream.extended && stream.timestampField >= 0x80_0000) {
            negativeDeltaCount++;
            return stream.timestampField | 0xFF00_0000;
        }
        return stream.timestampField;
    }

    /**
     * A type 3 chunk after an extended timestamp repeats it, but some senders leave it out where a message goes
     * on: then the bytes differ from what was signalled and are payload [IP-20]. Where a message starts nothing can be
     * compared, so there the field is expected until the sender is known to leave it out.
     */
    private void readRepeatedTimestamp(ByteBuffer in, Consumer<? super RawMessage> out) {
        while (in.hasRemaining() && headerLength < headerWanted) {
            byte next = in.get(in.position());
            if (stream.unfinished && !repeatsTimestamp(next)) {
                omitsRepeatedTimestamps = true;
                byte[] payload = Arrays.copyOf(header, headerLength);
                startPayload(out);
                read(ByteBuffer.wrap(payload), out);
                return;
            }
            header[headerLength++] = in.get();
        }
        if (headerLength == headerWanted) {
            if (!stream.unfinished) {
                stream.timestampField = i32(0);
                stream.delta = stream.timestampField;
                startMessage(stream.timestamp + stream.delta); // a delta also if it is large
            }
            startPayload(out);
        }
    }

    /** Compares one byte; the top bit may be missing, since some senders have timestamps of 31 bits [IP-20, IP-27]. */
    private boolean repeatsTimestamp(byte next) {
        byte signalled = (byte) (stream.timestampField >> (24 - 8 * headerLength));
        return next == signalled || (headerLength == 0 && next == (signalled & 0x7F));
    }

    private void startMessage(int timestamp) {
        stream.timestamp = timestamp;
        stream.received = 0;
        stream.unfinished = true;
    }

    private void startPayload(Consumer<? super RawMessage> out) {
        state = State.PAYLOAD;
        payloadLeft = Math.min(chunkSize, stream.length - stream.received);
        if (payloadLeft == 0) { // a message without a body
            endChunk(out);
        }
    }

    private void readPayload(ByteBuffer in, Consumer<? super RawMessage> out) {
        int count = Math.min(in.remaining(), payloadLeft);
        if (stream.unfinished) {
            makeRoom(count);
            in.get(stream.body, stream.received, count);
            stream.received += count;
        } else {
            in.position(in.position() + count); // aborted within its chunk
        }
        payloadLeft -= count;
        if (payloadLeft == 0) {
            endChunk(out);
        }
    }

    private void makeRoom(int count) {
        int growth = stream.growthFor(count);
        if (growth > limits.maxPartialBytes() - partialBytes) {
            throw new ProtocolException(
                    CONNECTION,
                    "unfinished messages of " + ((long) partialBytes + growth) + " bytes (limit: "
                            + limits.maxPartialBytes() + ")");
        }
        partialBytes += growth;
        stream.grow(growth);
    }

    private void endChunk(Consumer<? super RawMessage> out) {
        expect(State.BASIC_HEADER, 1);
        if (stream.unfinished && stream.received == stream.length) {
            var message = new RawMessage(stream.timestamp, stream.typeId, stream.streamId, Bytes.wrap(stream.body));
            partialBytes -= stream.release();
            out.accept(message);
        }
    }

    private void discard(IncomingStream stream) {
        if (stream.unfinished) {
            discardedMessages++;
            partialBytes -= stream.release();
        }
    }

    private void checkLength(int length) {
        if (length > limits.maxMessageBytes()) {
            throw new ProtocolException(
                    CONNECTION, "message of " + length + " bytes (limit: " + limits.maxMessageBytes() + ")");
        }
    }

    private IncomingStream streamOf(int csid) {
        IncomingStream known = find(csid);
        if (known != null) {
            return known;
        }
        if (type > 1) {
            throw new ProtocolException(
                    CONNECTION, "chunk stream " + csid + " starts with a type " + type + " chunk (expected: 0 or 1)");
        }
        if (csid >= lowStreams.length && streamCount >= limits.maxChunkStreams()) {
            throw new ProtocolException(
                    CONNECTION, "chunk stream " + csid + " is one too many (limit: " + limits.maxChunkStreams() + ")");
        }
        streamCount++;
        var added = new IncomingStream();
        if (csid < lowStreams.length) {
            lowStreams[csid] = added;
        } else {
            highStreams.put(csid, added);
        }
        return added;
    }

    private @Nullable IncomingStream find(int csid) {
        return csid < lowStreams.length ? lowStreams[csid] : highStreams.get(csid);
    }

    private void expect(State next, int headerBytes) {
        state = next;
        headerWanted = headerBytes;
        headerLength = 0;
    }

    private boolean fillHeader(ByteBuffer in) {
        int count = Math.min(in.remaining(), headerWanted - headerLength);
        in.get(header, headerLength, count);
        headerLength += count;
        return headerLength == headerWanted;
    }

    private int u24(int at) {
        return ((header[at] & 0xFF) << 16) | ((header[at + 1] & 0xFF) << 8) | (header[at + 2] & 0xFF);
    }

    private int i32(int at) {
        return (u24(at) << 8) | (header[at + 3] & 0xFF);
    }
}
