package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a video track says of itself. A sequence start tells all, but not the size of VP8, VP9 and of AV1 with an
 * MPEG2TSSequenceStart: a key frame {@linkplain #completedBy adds} that.
 *
 * @param codecString for HLS, DASH and browsers [RFC 6381], as {@code avc1.64001f}; empty if not known
 * @param profile as its standard names it, as {@code High 4:2:2}, or by number, {@code Profile 7}; empty if not known
 * @param level as its standard names it, as {@code 4.1} or {@code 5.1 High tier}; empty if not known, or for any
 * @param width in pixels, as shown, without regard to the shape of a pixel; 0 if not known
 * @param height in pixels, of both fields where pictures are interlaced; 0 if not known
 * @param bitDepth of luma: 8 to 16; 0 if not known
 * @param color {@link ColorDescription#UNSPECIFIED} if not known
 */
public record VideoParameters(
        String codecString,
        String profile,
        String level,
        int width,
        int height,
        int bitDepth,
        ChromaFormat chroma,
        ColorDescription color) {
    static final String HIGH_TIER = " High tier";

    private static final Map<FourCc, Function<Bytes, VideoParameters>> RECORDS = Map.of(
            FourCc.AVC, AvcConfiguration::parse,
            FourCc.HEVC, HevcConfiguration::parse,
            FourCc.VVC, VvcConfiguration::parse,
            FourCc.AV1, Av1Configuration::parse,
            FourCc.VP8, record -> VpConfiguration.parse(FourCc.VP8, record),
            FourCc.VP9, record -> VpConfiguration.parse(FourCc.VP9, record));

    private static final Map<FourCc, Function<Bytes, Optional<VideoParameters>>> KEY_FRAMES = Map.of(
            FourCc.AV1, unit -> Av1Obus.findSequenceHeader(unit).map(Av1SequenceHeader::toVideoParameters),
            FourCc.VP8, Vp8KeyFrame::parse,
            FourCc.VP9, Vp9KeyFrame::parse);

    /**
     * From the payload of a sequence start, or of an MPEG2TSSequenceStart [ER-126, ER-127].
     *
     * @return empty for a codec this code does not know
     * @throws MalformedConfigurationException if the record is cut short or no such record
     */
    public static Optional<VideoParameters> ofSequenceStart(FourCc codec, Bytes payload) {
        return Optional.ofNullable(RECORDS.get(codec)).map(parser -> parser.apply(payload));
    }

    /**
     * From the payload of a key frame of VP8, VP9 or AV1.
     *
     * @return empty for other codecs, and for a frame without what decoding starts with
     * @throws MalformedConfigurationException if the frame is cut short or no such frame
     */
    public static Optional<VideoParameters> ofKeyFrame(FourCc codec, Bytes payload) {
        return Optional.ofNullable(KEY_FRAMES.get(codec)).flatMap(parser -> parser.apply(payload));
    }

    static VideoParameters of(String codecString, String profile, String level, PictureFormat picture) {
        return new VideoParameters(
                codecString,
                profile,
                level,
                picture.width(),
                picture.height(),
                picture.bitDepth(),
                picture.chroma(),
                picture.color());
    }

    /** These parameters, with those of {@code other} where these are not known. */
    public VideoParameters completedBy(VideoParameters other) {
        boolean sizeKnown = width > 0;
        return new VideoParameters(
                codecString.isEmpty() ? other.codecString : codecString,
                profile.isEmpty() ? other.profile : profile,
                level.isEmpty() ? other.level : level,
                sizeKnown ? width : other.width,
                sizeKnown ? height : other.height,
                bitDepth == 0 ? other.bitDepth : bitDepth,
                chroma == ChromaFormat.UNKNOWN ? other.chroma : chroma,
                color.equals(ColorDescription.UNSPECIFIED) ? other.color : color);
    }
}
