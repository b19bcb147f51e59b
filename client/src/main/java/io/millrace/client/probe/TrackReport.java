package io.millrace.client.probe;

import io.millrace.client.probe.Report.BitRate;
import io.millrace.media.MediaKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found of one track. Numbers that are not known are 0 or absent, texts empty.
 *
 * @param codec as people call it, such as {@code H.264}
 * @param signalledAs how messages name it: {@code FourCC avc1}, {@code CodecID 7}, {@code SoundFormat 10}
 * @param codecString as browsers want it [RFC6381]
 * @param bytes of frames, without their headers
 */
public record TrackReport(
        MediaKind kind,
        int id,
        String codec,
        String signalledAs,
        String codecString,
        String profile,
        String level,
        Optional<Video> video,
        Optional<Audio> audio,
        long frames,
        long bytes,
        BitRate bitRate,
        Announced announced,
        Headers headers,
        Timing timing) {

    /**
     * A picture and how pictures follow one another.
     *
     * @param chroma as {@code 4:2:0}
     * @param frameRate measured, gaps left out
     * @param bFrames frames that are shown before one that came earlier
     * @param maxCompositionTimeMillis how much later than its decoding time a frame is shown, at most
     */
    public record Video(
            int width,
            int height,
            int bitDepth,
            String chroma,
            Color color,
            double frameRate,
            Gop gop,
            long bFrames,
            int maxCompositionTimeMillis) {}

    /**
     * Colour as H.273 names it, from the decoder configuration or a metadata packet.
     *
     * @param hdr {@code PQ} or {@code HLG}; empty if neither
     * @param maxLuminance of the mastering display, in cd/m²
     * @param maxContentLight in cd/m²
     */
    public record Color(
            String primaries,
            String transfer,
            String matrix,
            boolean fullRange,
            String hdr,
            OptionalDouble maxLuminance,
            OptionalDouble maxContentLight) {}

    /**
     * From key frame to key frame.
     *
     * @param framesBeforeFirst that nobody could decode
     * @param frames of the last complete one, as {@code seconds}
     * @param maxFrames with the one that is not complete yet, as {@code maxSeconds}
     */
    public record Gop(
            long keyFrames,
            long framesBeforeFirst,
            long frames,
            double seconds,
            double meanFrames,
            double meanSeconds,
            long maxFrames,
            double maxSeconds) {}

    /**
     * Sound.
     *
     * @param layout {@code mono}, {@code stereo}, or each channel by its initials, such as {@code FL FR FC LF1 BL BR}
     * @param bitDepth of lossless codecs
     */
    public record Audio(int sampleRate, int channels, String layout, int bitDepth) {}

    /** What the metadata says of this track; of the bit rate see {@link BitRate}. */
    public record Announced(int width, int height, double frameRate, int sampleRate, int channels) {}

    /**
     * Sequence starts.
     *
     * @param count how many came, repeated ones too
     * @param changes how many said something else than the one before
     * @param framesBefore coded frames that came before the first, if the codec needs one
     */
    public record Headers(long count, long changes, long framesBefore) {}

    /**
     * Timestamps, and arrival where that is measured.
     *
     * @param firstFrameMillis from the start of the analysis to the first frame's arrival
     * @param firstKeyFrameMillis likewise, of video
     * @param lastDtsMillis timestamp of the newest frame; 0 if there is none
     * @param stepMillis from frame to frame, on average
     * @param stepJitterMillis standard deviation of that; up to 0.5 is rounding
     * @param arrivalJitterMillis how uneven arrival is against timestamps [RFC3550 §6.4.1]
     * @param behindMillis how much later the newest frame came than with the quickest since the last jump
     * @param gapPlaces the first few
     * @param backwardPlaces the first few
     */
    public record Timing(
            OptionalDouble firstFrameMillis,
            OptionalDouble firstKeyFrameMillis,
            long lastDtsMillis,
            double stepMillis,
            double stepJitterMillis,
            OptionalDouble arrivalJitterMillis,
            OptionalDouble behindMillis,
            long gaps,
            List<Jump> gapPlaces,
            long backwardSteps,
            List<Jump> backwardPlaces) {
        public Timing {
            gapPlaces = List.copyOf(gapPlaces);
            backwardPlaces = List.copyOf(backwardPlaces);
        }
    }

    /** As {@code video 0}. */
    public String name() {
        return (kind == MediaKind.AUDIO ? "audio " : "video ") + id;
    }
}
