package io.millrace.media;

import io.millrace.bytes.Bytes;

/**
 * One track's share of a {@link MediaFrame}: the header read, the payload a view of the frame's body.
 *
 * @param flags what the first byte says beside codec and packet type: for video the {@link VideoFrameType}, 0 to 7, and
 *     0 for metadata, where it means nothing [ER-124]; for legacy audio SoundRate, SoundSize and SoundType as the 4
 *     bits they are [FLV10.1 §E.4.2.1]; for other audio 0
 * @param compositionTimeMillis pts minus dts, may be negative [ER-131]
 * @param nanoOffset 0 to 999 999, added to the presentation time [ER-082]
 * @param payload what follows the headers: a configuration record, a frame's data, a command's byte, or nothing
 */
public record MediaPacket(
        Track track,
        Codec codec,
        PacketType type,
        int flags,
        int compositionTimeMillis,
        int nanoOffset,
        Bytes payload) {

    /** The same under another name of its codec, and with what the first byte says beside that. */
    public MediaPacket as(Codec named, int withFlags) {
        return new MediaPacket(track, named, type, withFlags, compositionTimeMillis, nanoOffset, payload);
    }

    /** One of the same kind, with another presentation time and payload. */
    public MediaPacket with(int newCompositionTimeMillis, int newNanoOffset, Bytes newPayload) {
        return new MediaPacket(track, codec, type, flags, newCompositionTimeMillis, newNanoOffset, newPayload);
    }

    /** Whether decoding can start here: a coded key frame of video, never a sequence start [ER-132]. */
    public boolean keyFrame() {
        return type == PacketType.CODED_FRAMES
                && track.kind() == MediaKind.VIDEO
                && (flags == VideoFrameType.KEY || flags == VideoFrameType.GENERATED_KEY);
    }

    /**
     * Whether {@link #codec} is the codec of {@link #track}. That of a sequence end or of metadata need not be: FFmpeg
     * sends those of other tracks without a track ID, so that they seem to be of track 0 [IP-58, IP-74].
     */
    public boolean namesCodec() {
        return switch (type) {
            case SEQUENCE_START, CODED_FRAMES, MULTICHANNEL_CONFIG -> true;
            case SEQUENCE_END, METADATA, COMMAND, SILENCE, UNKNOWN -> false;
        };
    }
}
