package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.util.List;

/**
 * Makes frames of what an encoder of video gives: access units with their times, and the configuration of their decoder.
 * Immutable.
 *
 * <p>An access unit is what the codec has in MP4 files: NAL units of H.264, H.265 and H.266 each behind its length ({@link
 * io.millrace.media.codec.AnnexB} makes them), OBUs of AV1 without temporal delimiters, one frame of VP8 and VP9. The
 * configuration is the record of MP4: avcC, hvcC, vvcC, av1C, vpcC [ER-126].
 *
 * @param codec as frames name it: by FourCC, or H.264 by the number of old, which all servers know
 */
public record VideoTrack(Codec codec, int trackId) {
    /** Track 0; H.264 by its number, all others by FourCC. */
    public VideoTrack(FourCc codec) {
        this(codec.equals(FourCc.AVC) ? new Codec.LegacyVideo(Codec.LegacyVideo.AVC) : new Codec.Enhanced(codec), 0);
    }

    /** Another track of a stream of several [ER-106]; by FourCC. */
    public VideoTrack(FourCc codec, int trackId) {
        this(new Codec.Enhanced(codec), trackId);
    }

    /**
     * What must come before the first frame, and again when it changes.
     *
     * @param record the decoder configuration record
     */
    public MediaFrame configuration(Bytes record, long dtsMillis) {
        return frame(PacketType.SEQUENCE_START, VideoFrameType.KEY, dtsMillis, 0, record);
    }

    /**
     * One picture.
     *
     * @param dtsMillis when it is decoded; does not go back
     * @param ptsMillis when it is shown; equal to {@code dtsMillis} for VP8, VP9 and AV1 [ER-128]
     * @throws IllegalArgumentException if the times are more than 2.3 hours apart, or differ where they cannot
     */
    public MediaFrame frame(Bytes accessUnit, long dtsMillis, long ptsMillis, boolean keyFrame) {
        int flags = keyFrame ? VideoFrameType.KEY : VideoFrameType.INTER;
        long compositionTimeMillis = ptsMillis - dtsMillis;
        if ((int) compositionTimeMillis != compositionTimeMillis) { // the codec knows the true limit
            throw new IllegalArgumentException(
                    "dts %d ms, pts %d ms (expected: at most 2.3 hours apart)".formatted(dtsMillis, ptsMillis));
        }
        return frame(PacketType.CODED_FRAMES, flags, dtsMillis, (int) compositionTimeMillis, accessUnit);
    }

    /** No more pictures come [ER-130]. */
    public MediaFrame end(long dtsMillis) {
        return frame(PacketType.SEQUENCE_END, VideoFrameType.KEY, dtsMillis, 0, Bytes.EMPTY);
    }

    private MediaFrame frame(PacketType type, int flags, long dtsMillis, int compositionTimeMillis, Bytes payload) {
        var packet = new MediaPacket(
                new Track(MediaKind.VIDEO, trackId), codec, type, flags, compositionTimeMillis, 0, payload);
        Bytes body = VideoTagCodec.encode(packet);
        return new MediaFrame(MediaKind.VIDEO, dtsMillis, body, List.of(packet));
    }
}
