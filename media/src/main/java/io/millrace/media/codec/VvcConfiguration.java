package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * VvcDecoderConfigurationRecord [ISO/IEC 14496-15 §11.2.4.2], what a sequence start of {@code vvc1} carries [ER-126]:
 *
 * <pre>
 *   5     2            1              9    3       2           2       3      5
 *   ones  length size  PTL present    OLS  layers  frame rate  chroma  depth  ones
 *   2  6            7        1     8      1            1             8n - 2
 *   0  constraints  profile  tier  level  frames only  multi-layer   constraints
 *   levels of sub-layers, sub-profiles, 16 width, 16 height, 16 frame rate
 *   8       1         2  5     16     16      n
 *   arrays  complete  0  type  count  length  NAL unit   ...
 * </pre>
 *
 * All between "PTL present" and the arrays is there only if that bit is set, and only then profile and level are known.
 */
final class VvcConfiguration {
    private static final int SPS = 15;
    private static final int OPERATING_POINTS = 12;
    private static final int DECODING_CAPABILITY = 13;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private VvcConfiguration() {}

    static VideoParameters parse(Bytes record) {
        BitReader in = new BitReader(record);
        int ones = in.bits(5);
        if (ones != 0x1F) {
            throw new MalformedConfigurationException("vvcC starts with bits of " + ones + " (expected: 31)");
        }
        in.skip(2);
        if (!in.flag()) {
            return VideoParameters.of("", "", "", readSequenceParameterSet(in, PictureFormat.UNKNOWN));
        }
        in.skip(9);
        int subLayers = in.bits(3);
        in.skip(2);
        ChromaFormat chroma = ChromaFormat.ofIdc(in.bits(2));
        int bitDepth = 8 + in.bits(3);
        in.skip(5 + 2);
        int constraintBytes = in.bits(6);
        int profile = in.bits(7);
        boolean highTier = in.flag();
        int level = in.bits(8);
        Bytes constraints = in.bytes(constraintBytes);
        skipSubLayers(in, subLayers);
        PictureFormat told =
                new PictureFormat(in.bits(16), in.bits(16), bitDepth, chroma, ColorDescription.UNSPECIFIED);
        in.skip(16);
        String codecString = "vvc1." + profile + (highTier ? ".H" : ".L") + level + constraintsOf(constraints);
        // A level is 16 times its number, and 3 for each tenth.
        String levelName = level / 16 + "." + level % 16 / 3 + (highTier ? VideoParameters.HIGH_TIER : "");
        return VideoParameters.of(codecString, profileName(profile), levelName, readSequenceParameterSet(in, told));
    }

    private static void skipSubLayers(BitReader in, int subLayers) {
        int levels = 0;
        if (subLayers > 1) {
            for (int i = 0; i < subLayers - 1; i++) {
                levels += in.flag() ? 1 : 0;
            }
            in.align();
        }
        in.skip(8L * levels);
        in.skip(32L * in.bits(8)); // sub-profiles
    }

    /** The first one, which unlike the record knows what is cropped; {@code told} if there is none. */
    private static PictureFormat readSequenceParameterSet(BitReader in, PictureFormat told) {
        int arrays = in.bits(8);
        for (int i = 0; i < arrays; i++) {
            in.skip(3);
            int type = in.bits(5);
            int count = type == OPERATING_POINTS || type == DECODING_CAPABILITY ? 1 : in.bits(16);
            for (int j = 0; j < count; j++) {
                Bytes nalUnit = in.bytes(in.bits(16));
                if (type == SPS) {
                    return VvcSequenceParameterSet.parse(nalUnit, told.bitDepth());
                }
            }
        }
        return told;
    }

    /** In base 32, without zeros at the end [ISO/IEC 14496-15 §E.6, RFC 4648 §6]. */
    private static String constraintsOf(Bytes constraints) {
        int length = constraints.length();
        while (length > 0 && constraints.u8(length - 1) == 0) {
            length--;
        }
        if (length == 0) {
            return "";
        }
        BitReader in = new BitReader(constraints.slice(0, length));
        StringBuilder text = new StringBuilder(".C");
        while (in.remaining() > 0) {
            int count = (int) Math.min(5, in.remaining());
            text.append(BASE32.charAt(in.bits(count) << (5 - count)));
        }
        return text.toString();
    }

    /** [H.266 §A.3]. */
    private static String profileName(int profile) {
        return switch (profile) {
            case 1 -> "Main 10";
            case 2 -> "Main 12";
            case 10 -> "Main 12 Intra";
            case 17 -> "Multilayer Main 10";
            case 33 -> "Main 10 4:4:4";
            case 34 -> "Main 12 4:4:4";
            case 36 -> "Main 16 4:4:4";
            case 42 -> "Main 12 4:4:4 Intra";
            case 44 -> "Main 16 4:4:4 Intra";
            case 49 -> "Multilayer Main 10 4:4:4";
            case 65 -> "Main 10 Still Picture";
            case 66 -> "Main 12 Still Picture";
            case 97 -> "Main 10 4:4:4 Still Picture";
            case 98 -> "Main 12 4:4:4 Still Picture";
            case 100 -> "Main 16 4:4:4 Still Picture";
            default -> "Profile " + profile;
        };
    }
}
