package io.millrace.media.codec;

import java.util.Locale;

/**
 * What the sequence header OBU of AV1 tells [AV1 §5.5], and what the record repeats of it.
 *
 * @param level seq_level_idx of the first operating point, 0 to 31
 * @param chromaSamplePosition 0 to 3
 */
record Av1SequenceHeader(int profile, int level, boolean highTier, int chromaSamplePosition, PictureFormat picture) {
    private static final int ANY_LEVEL = 31;

    VideoParameters toVideoParameters() {
        String profileName = switch (profile) {
            case 0 -> "Main";
            case 1 -> "High";
            case 2 -> "Professional";
            default -> "Profile " + profile;
        };
        // Four steps to a level, from 2.0 on [AV1 §A.3].
        String levelName = level == ANY_LEVEL ? "" : 2 + level / 4 + "." + level % 4;
        return VideoParameters.of(
                codecString(), profileName, levelName + (highTier ? VideoParameters.HIGH_TIER : ""), picture);
    }

    /** The fields after the depth all stand or all fall, which they do at their defaults [AV1 in ISOBMFF §5]. */
    private String codecString() {
        String head = String.format(
                Locale.ROOT, "av01.%d.%02d%s.%02d", profile, level, highTier ? "H" : "M", picture.bitDepth());
        ColorDescription color = picture.color();
        boolean plain = picture.chroma() == ChromaFormat.YUV_420 && chromaSamplePosition == 0;
        if (plain && (color.equals(ColorDescription.BT709) || color.equals(ColorDescription.UNSPECIFIED))) {
            return head;
        }
        boolean monochrome = picture.chroma() == ChromaFormat.MONOCHROME;
        return String.format(
                Locale.ROOT,
                "%s.%d.%d%d%d.%02d.%02d.%02d.%d",
                head,
                monochrome ? 1 : 0,
                monochrome || picture.chroma().subWidth() == 2 ? 1 : 0,
                monochrome || picture.chroma().subHeight() == 2 ? 1 : 0,
                chromaSamplePosition,
                color.colorPrimaries(),
                color.transferCharacteristics(),
                color.matrixCoefficients(),
                color.fullRange() ? 1 : 0);
    }
}
