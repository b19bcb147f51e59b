package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Locale;

/**
 * HEVCDecoderConfigurationRecord [ISO/IEC 14496-15 §8.3.3.1], what a sequence start of {@code hvc1} carries [ER-126]:
 *
 * <pre>
 *   8        2      1     5        32             48           8
 *   version  space  tier  profile  compatibility  constraints  level
 *   4     12            6     2            6     2       5     3           5     3
 *   ones  segmentation  ones  parallelism  ones  chroma  ones  luma depth  ones  chroma depth
 *   16          8                         8       1         1  6     16     16      n
 *   frame rate  layers and length size    arrays  complete  0  type  count  length  NAL unit   ...
 * </pre>
 */
final class HevcConfiguration {
    private static final int LATEST_VERSION = 1;
    private static final int SPS = 33;

    private HevcConfiguration() {}

    static VideoParameters parse(Bytes record) {
        BitReader in = new BitReader(record);
        int version = in.bits(8);
        if (version > LATEST_VERSION) { // 0 in drafts, and laid out the same
            throw new MalformedConfigurationException("hvcC version " + version + " (limit: " + LATEST_VERSION + ")");
        }
        int space = in.bits(2);
        boolean highTier = in.flag();
        int profile = in.bits(5);
        int compatibility = in.bits(16) << 16 | in.bits(16);
        Bytes constraints = in.bytes(6);
        int level = in.bits(8);
        in.skip(16 + 8 + 6);
        ChromaFormat chroma = ChromaFormat.ofIdc(in.bits(2));
        in.skip(5);
        int bitDepth = 8 + in.bits(3);
        in.skip(8 + 16 + 8);
        PictureFormat told = new PictureFormat(0, 0, bitDepth, chroma, ColorDescription.UNSPECIFIED);
        String codecString = "hvc1." + (space == 0 ? "" : (char) ('A' + space - 1)) + profile
                + String.format(Locale.ROOT, ".%X.", Integer.reverse(compatibility)) + (highTier ? 'H' : 'L') + level
                + constraintsOf(constraints);
        // A level is 30 times its number.
        String levelName = level / 30 + "." + level % 30 / 3 + (highTier ? VideoParameters.HIGH_TIER : "");
        return VideoParameters.of(codecString, profileName(profile), levelName, readSequenceParameterSet(in, told));
    }

    /** The first one; {@code told} if there is none, as the parameter sets may come with the frames. */
    private static PictureFormat readSequenceParameterSet(BitReader in, PictureFormat told) {
        int arrays = in.bits(8);
        for (int i = 0; i < arrays; i++) {
            in.skip(2);
            int type = in.bits(6);
            int count = in.bits(16);
            for (int j = 0; j < count; j++) {
                Bytes nalUnit = in.bytes(in.bits(16));
                if (type == SPS) {
                    return HevcSequenceParameterSet.parse(nalUnit);
                }
            }
        }
        return told;
    }

    /** Each byte after a dot, without zeros at the end [ISO/IEC 14496-15 §E.3]. */
    private static String constraintsOf(Bytes constraints) {
        int length = constraints.length();
        while (length > 0 && constraints.u8(length - 1) == 0) {
            length--;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(String.format(Locale.ROOT, ".%X", constraints.u8(i)));
        }
        return text.toString();
    }

    /** [H.265 §A.3]. */
    private static String profileName(int profile) {
        return switch (profile) {
            case 1 -> "Main";
            case 2 -> "Main 10";
            case 3 -> "Main Still Picture";
            case 4 -> "Range Extensions";
            case 5 -> "High Throughput";
            case 6 -> "Multiview Main";
            case 7 -> "Scalable Main";
            case 8 -> "3D Main";
            case 9 -> "Screen Content Coding";
            case 10 -> "Scalable Range Extensions";
            case 11 -> "High Throughput Screen Content Coding";
            default -> "Profile " + profile;
        };
    }
}
