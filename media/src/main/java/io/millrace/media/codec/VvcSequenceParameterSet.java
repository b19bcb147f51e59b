package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * The sequence parameter set of H.266, as far as the bit depth [H.266 §7.3.2.4]. Colour comes at its very end, after
 * every coding tool, and is not read.
 */
final class VvcSequenceParameterSet {
    private static final int NAL_UNIT_TYPE = 15;
    private static final int GENERAL_CONSTRAINT_FLAGS = 71;

    private VvcSequenceParameterSet() {}

    /** @param toldBitDepth what the record says, for where this lies behind a description of subpictures; 0 if nothing */
    static PictureFormat parse(Bytes nalUnit, int toldBitDepth) {
        BitReader in = BitReader.ofNalUnit(nalUnit);
        in.skip(8);
        int type = in.bits(5);
        if (type != NAL_UNIT_TYPE) {
            throw new MalformedConfigurationException("NAL unit type " + type + " (expected: " + NAL_UNIT_TYPE + ")");
        }
        in.skip(3 + 4 + 4); // temporal ID; its own number, the video parameter set
        int subLayers = in.bits(3) + 1;
        ChromaFormat chroma = ChromaFormat.ofIdc(in.bits(2));
        in.skip(2); // size of coding tree units
        if (in.flag()) {
            skipProfileTierLevel(in, subLayers);
        }
        in.skip(1); // gradual decoding refresh
        if (in.flag()) { // reference pictures may be of another size
            in.skip(1);
        }
        int width = in.ue(1, PictureFormat.MAX_SIDE);
        int height = in.ue(1, PictureFormat.MAX_SIDE);
        PictureFormat picture = new PictureFormat(width, height, 0, chroma, ColorDescription.UNSPECIFIED)
                .cropped(in, chroma.subWidth(), chroma.subHeight());
        boolean subpictures = in.flag();
        int bitDepth = subpictures ? toldBitDepth : 8 + in.ue(8);
        return new PictureFormat(picture.width(), picture.height(), bitDepth, chroma, picture.color());
    }

    /** [H.266 §7.3.3.1]. */
    private static void skipProfileTierLevel(BitReader in, int subLayers) {
        in.skip(7 + 1 + 8 + 2);
        if (in.flag()) { // general constraints
            in.skip(GENERAL_CONSTRAINT_FLAGS);
            in.skip(in.bits(8)); // those of later editions
        }
        in.align();
        int levels = 0;
        for (int i = 0; i < subLayers - 1; i++) {
            levels += in.flag() ? 1 : 0;
        }
        in.align();
        in.skip(8L * levels);
        in.skip(32L * in.bits(8)); // sub-profiles
    }
}
