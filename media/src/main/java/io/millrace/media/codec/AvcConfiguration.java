package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Locale;

/**
 * AVCDecoderConfigurationRecord [ISO/IEC 14496-15 §5.3.3.1], what a sequence start of {@code avc1} carries [ER-126]:
 *
 * <pre>
 *   8        8        8                8      6     2            3     5      16      n
 *   version  profile  constraint set   level  ones  length size  ones  SPSs   length  SPS   ...
 * </pre>
 */
final class AvcConfiguration {
    private static final int VERSION = 1;

    private AvcConfiguration() {}

    static VideoParameters parse(Bytes record) {
        BitReader in = new BitReader(record);
        int version = in.bits(8);
        if (version != VERSION) {
            throw new MalformedConfigurationException("avcC version " + version + " (expected: " + VERSION + ")");
        }
        int profile = in.bits(8);
        int constraints = in.bits(8);
        int level = in.bits(8);
        in.skip(8 + 3);
        // None is legal: the parameter sets may come with the frames.
        PictureFormat picture =
                in.bits(5) == 0 ? PictureFormat.UNKNOWN : AvcSequenceParameterSet.parse(in.bytes(in.bits(16)));
        String codecString = String.format(Locale.ROOT, "avc1.%02x%02x%02x", profile, constraints, level);
        return VideoParameters.of(
                codecString, profileName(profile, constraints), levelName(profile, constraints, level), picture);
    }

    /** [H.264 §A.2]; bit 7 of {@code constraints} is constraint_set0_flag. */
    private static String profileName(int profile, int constraints) {
        boolean set1 = (constraints & 0x40) != 0;
        boolean set3 = (constraints & 0x10) != 0;
        boolean set4 = (constraints & 0x08) != 0;
        boolean set5 = (constraints & 0x04) != 0;
        String intra = set3 ? " Intra" : "";
        return switch (profile) {
            case 44 -> "CAVLC 4:4:4 Intra";
            case 66 -> set1 ? "Constrained Baseline" : "Baseline";
            case 77 -> "Main";
            case 83 -> "Scalable Baseline";
            case 86 -> "Scalable High";
            case 88 -> "Extended";
            case 100 -> set4 ? set5 ? "Constrained High" : "Progressive High" : "High";
            case 110 -> "High 10" + intra;
            case 118 -> "Multiview High";
            case 122 -> "High 4:2:2" + intra;
            case 128 -> "Stereo High";
            case 244 -> "High 4:4:4 " + (set3 ? "Intra" : "Predictive");
            default -> "Profile " + profile;
        };
    }

    /** Level 1b is 9, or 11 with constraint_set3_flag in the profiles that came first [H.264 §A.3.1]. */
    private static String levelName(int profile, int constraints, int level) {
        boolean oldProfile = profile == 66 || profile == 77 || profile == 88;
        if (level == 9 || (level == 11 && oldProfile && (constraints & 0x10) != 0)) {
            return "1b";
        }
        return level / 10 + "." + level % 10;
    }
}
