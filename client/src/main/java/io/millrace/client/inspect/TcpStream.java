package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.util.Map;
import java.util.TreeMap;

/**
 * One direction of a captured TCP connection: segments in any order, twice, overlapping or missing, to bytes in order and
 * gaps. What comes too early waits until what is before it has come, or is known never to come: the receiver has it, or
 * too much waits. For one thread.
 */
final class TcpStream {
    /** What may wait for one missing segment. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private static final int MAX_WAITING_SEGMENTS = 8192;

    /** Farther from the last byte than this is not of this connection. */
    private static final int MAX_STEP = 1 << 30;

    /** Takes what is in order. */
    interface Receiver {
        void bytes(Bytes bytes);

        void gap(long count);
    }

    /** @param length bytes it had, of which the last may not have been captured */
    private record Piece(Bytes payload, int length) {}

    private final Receiver receiver;
    private final TreeMap<Long, Piece> waiting = new TreeMap<>();
    private boolean begun;
    private int firstSequence;
    private long next;
    private int waitingBytes;

    TcpStream(Receiver receiver) {
        this.receiver = receiver;
    }

    /** The sequence number of its first byte. */
    void begin(int sequence) {
        begun = true;
        firstSequence = sequence;
    }

    void segment(int sequence, Bytes payload, int length) {
        if (length == 0) {
            return;
        }
        if (!begun) {
            begin(sequence);
        }
        long at = position(sequence);
        if (Math.abs(at - next) > MAX_STEP || at + length <= next) {
            return; // all of it was there before
        }
        Piece same = waiting.get(at);
        if (same == null || same.length() < length) {
            waiting.put(at, new Piece(payload, length));
            waitingBytes +=
                    payload.length() - (same == null ? 0 : same.payload().length());
        }
        deliver();
        while (waitingBytes > MAX_WAITING_BYTES || waiting.size() > MAX_WAITING_SEGMENTS) {
            skipGap();
        }
    }

    /** The other side has everything before that sequence number: what is missing of it will not come again. */
    void acknowledged(int sequence) {
        if (begun) {
            long at = position(sequence);
            while (!waiting.isEmpty() && waiting.firstKey() < at && at - next <= MAX_STEP) {
                skipGap();
            }
        }
    }

    /** Nothing more comes. */
    void finish() {
        while (!waiting.isEmpty()) {
            skipGap();
        }
    }

    private long position(int sequence) {
        return next + (sequence - (firstSequence + (int) next));
    }

    private void skipGap() {
        long first = waiting.firstKey();
        if (first > next) {
            receiver.gap(first - next);
            next = first;
        }
        deliver();
    }

    private void deliver() {
        while (!waiting.isEmpty() && waiting.firstKey() <= next) {
            Map.Entry<Long, Piece> first = waiting.pollFirstEntry();
            Piece piece = first.getValue();
            waitingBytes -= piece.payload().length();
            int seen = (int) (next - first.getKey());
            if (seen >= piece.length()) {
                continue;
            }
            if (seen < piece.payload().length()) {
                receiver.bytes(piece.payload().from(seen));
            }
            int missing = piece.length() - Math.max(seen, piece.payload().length());
            if (missing > 0) {
                receiver.gap(missing);
            }
            next = first.getKey() + piece.length();
        }
    }
}
