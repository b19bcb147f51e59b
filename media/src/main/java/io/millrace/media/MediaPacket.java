package io.millrace.media;

import io.millrace.bytes.Bytes;

/**
 * One track's share of a {@link MediaFrame}: the header read, the payload a view of the frame's body.
 *
 * @param keyFrame whether decoding can start here: a coded key frame, never a sequence start [ER-132]
 * @param compositionTimeMillis pts minus dts, may be negative [ER-131]
 * @param nanoOffset 0 to 999 999, added to the presentation time [ER-082]
 * @param payload what follows the headers: a configuration record, a frame's data, or nothing
 */
public record MediaPacket(
        Track track,
        Codec codec,
        PacketType type,
        boolean keyFrame,
        int compositionTimeMillis,
        int nanoOffset,
        Bytes payload) {}
