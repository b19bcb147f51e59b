package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;

/**
 * One complete message, and where it came from.
 *
 * @param direction which way it went
 * @param micros when its last byte was seen
 * @param offset of its first chunk in its direction
 * @param chunks how many it came in; 0 for a part of an aggregate
 * @param csid chunk stream of its chunks
 * @param format of the header that began it, 0 to 3
 * @param timestamp 0 to 2^32 - 1
 * @param delta what was added to the time before; 0 where the time was absolute
 * @param streamId message stream ID, 0 to 2^32 - 1
 * @param length as announced
 * @param body its bytes; of a message that was too large to be kept, or that has a gap, only the first
 */
record WireMessage(
        Direction direction,
        long micros,
        long offset,
        int chunks,
        int csid,
        int format,
        long timestamp,
        long delta,
        int typeId,
        long streamId,
        int length,
        Bytes body) {

    /** Whether all of the body is there. */
    boolean isWhole() {
        return body.length() == length;
    }
}
