package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;

/**
 * One chunk as it lies on the wire.
 *
 * @param offset of its first byte in its direction
 * @param format 0 to 3, how much of a header it has
 * @param header all bytes before the payload
 * @param csidBytes how many bytes name the chunk stream: 1 to 3
 * @param timestampField of types 0 to 2 the time or delta that stands there, extended or not; of type 3 the one in force
 * @param extended whether the chunk stream has extended timestamps
 * @param repeats whether this type 3 chunk has one, too
 * @param timestamp of the message, 0 to 2^32 - 1
 * @param length of the whole message
 * @param streamId message stream ID, 0 to 2^32 - 1
 * @param position bytes of the message before this chunk
 * @param payloadLength bytes of the message in this chunk; fewer than announced where the session ends inside
 * @param payload the same bytes; empty where nobody asked for them
 * @param before what the chunk stream was in when the chunk came
 * @param discarded bytes of an unfinished message that this chunk's header ends
 */
record Chunk(
        long offset,
        int format,
        int csid,
        Bytes header,
        int csidBytes,
        long timestampField,
        boolean extended,
        boolean repeats,
        long timestamp,
        int length,
        int typeId,
        long streamId,
        int position,
        int payloadLength,
        Bytes payload,
        Before before,
        int discarded) {

    /** What came before a chunk on its chunk stream. */
    enum Before {
        /** Nothing. */
        NOTHING,
        /** A message whose header was of type 0. */
        ABSOLUTE_MESSAGE,
        /** Any other message. */
        MESSAGE,
        /** The beginning of the message that this chunk goes on with. */
        PART
    }

    /** Whether a message begins with it. */
    boolean starts() {
        return before != Before.PART || format < 3;
    }
}
