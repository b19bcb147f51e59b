package io.millrace.media.codec;

/**
 * How the numbers of a picture become light: code points of ITU-T H.273, which all codecs here share.
 *
 * @param colorPrimaries 0 to 255; 1 is BT.709, 9 BT.2020
 * @param transferCharacteristics 0 to 255; 1 is BT.709, 16 PQ, 18 HLG
 * @param matrixCoefficients 0 to 255; 0 is RGB, 1 BT.709, 9 BT.2020 with non-constant luminance
 * @param fullRange whether samples use all values, as files from computers do, and not those of television
 */
public record ColorDescription(
        int colorPrimaries, int transferCharacteristics, int matrixCoefficients, boolean fullRange) {
    /** The code point that leaves the choice to the player, in all three fields. */
    static final int UNSPECIFIED_CODE = 2;

    private static final int BT709_CODE = 1;

    /** What a stream has that says nothing of colour. */
    public static final ColorDescription UNSPECIFIED =
            new ColorDescription(UNSPECIFIED_CODE, UNSPECIFIED_CODE, UNSPECIFIED_CODE, false);

    /** That of high definition television, and what codec strings mean when they leave it out. */
    static final ColorDescription BT709 = new ColorDescription(BT709_CODE, BT709_CODE, BT709_CODE, false);

    /** The colour information with which the VUI parameters of both H.264 and H.265 begin [H.264 §E.1.1, H.265 §E.2.1]. */
    static ColorDescription ofVui(BitReader in) {
        if (in.flag() && in.bits(8) == 255) { // aspect ratio, and one of its own
            in.skip(32);
        }
        if (in.flag()) { // overscan
            in.skip(1);
        }
        if (!in.flag()) { // video signal type
            return UNSPECIFIED;
        }
        in.skip(3); // video format
        boolean fullRange = in.flag();
        return (in.flag() ? read(in) : UNSPECIFIED).withFullRange(fullRange);
    }

    /** Three bytes: primaries, transfer, matrix; the range stands elsewhere. */
    static ColorDescription read(BitReader in) {
        return new ColorDescription(in.bits(8), in.bits(8), in.bits(8), false);
    }

    ColorDescription withFullRange(boolean newFullRange) {
        return new ColorDescription(colorPrimaries, transferCharacteristics, matrixCoefficients, newFullRange);
    }
}
