package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/** The sequence parameter set of H.265, as far as its colour description [H.265 §7.3.2.2.1]. */
final class HevcSequenceParameterSet {
    private static final int NAL_UNIT_TYPE = 33;
    private static final int PROFILE_BITS = 88;
    private static final int LEVEL_BITS = 8;
    private static final int MAX_REFERENCE_PICTURES = 16;

    private HevcSequenceParameterSet() {}

    static PictureFormat parse(Bytes nalUnit) {
        BitReader in = BitReader.ofNalUnit(nalUnit);
        in.skip(1);
        int type = in.bits(6);
        if (type != NAL_UNIT_TYPE) {
            throw new MalformedConfigurationException("NAL unit type " + type + " (expected: " + NAL_UNIT_TYPE + ")");
        }
        in.skip(9 + 4); // layer, temporal ID; the video parameter set
        int subLayers = in.bits(3) + 1;
        in.skip(1); // nesting
        skipProfileTierLevel(in, subLayers);
        in.ue(15); // its own number
        PictureFormat picture = readPicture(in);
        skipCodingTools(in, subLayers);
        return in.flag() ? picture.withColor(ColorDescription.ofVui(in)) : picture;
    }

    /** Those of the whole, then those of the sub-layers but the last, which has the whole's [H.265 §7.3.3]. */
    private static void skipProfileTierLevel(BitReader in, int subLayers) {
        in.skip(PROFILE_BITS + LEVEL_BITS);
        if (subLayers == 1) {
            return;
        }
        int bits = 0;
        for (int i = 0; i < subLayers - 1; i++) {
            bits += in.flag() ? PROFILE_BITS : 0;
            bits += in.flag() ? LEVEL_BITS : 0;
        }
        in.skip(2L * (8 - (subLayers - 1)) + bits); // flags are filled up to 8 pairs
    }

    private static PictureFormat readPicture(BitReader in) {
        ChromaFormat chroma = ChromaFormat.ofIdc(in.ue(3));
        in.skip(chroma == ChromaFormat.YUV_444 ? 1 : 0); // separate colour planes
        int width = in.ue(1, PictureFormat.MAX_SIDE);
        int height = in.ue(1, PictureFormat.MAX_SIDE);
        PictureFormat picture = new PictureFormat(width, height, 0, chroma, ColorDescription.UNSPECIFIED)
                .cropped(in, chroma.subWidth(), chroma.subHeight());
        int bitDepth = 8 + in.ue(8);
        in.ue(8); // bit depth of chroma
        return new PictureFormat(picture.width(), picture.height(), bitDepth, chroma, picture.color());
    }

    /** All that stands between the picture and the VUI parameters. */
    private static void skipCodingTools(BitReader in, int subLayers) {
        int orderBits = 4 + in.ue(12);
        in.skipExpGolomb(3 * (in.flag() ? subLayers : 1)); // buffer sizes, for each sub-layer or for all
        in.skipExpGolomb(6); // sizes of blocks
        boolean scalingLists = in.flag();
        if (scalingLists && in.flag()) { // and not the default ones
            skipScalingLists(in);
        }
        in.skip(2); // asymmetric partitions, sample adaptive offset
        if (in.flag()) { // PCM
            in.skip(8);
            in.skipExpGolomb(2);
            in.skip(1);
        }
        skipShortTermReferencePictureSets(in);
        if (in.flag()) { // long-term reference pictures
            int count = in.ue(32);
            in.skip((long) count * (orderBits + 1));
        }
        in.skip(2); // temporal motion vectors, strong intra smoothing
    }

    /** Sizes 4x4 to 32x32, six lists each, but two of the last [H.265 §7.3.4]. */
    private static void skipScalingLists(BitReader in) {
        for (int size = 0; size < 4; size++) {
            int lists = size == 3 ? 2 : 6;
            for (int i = 0; i < lists; i++) {
                boolean explicit = in.flag();
                if (explicit) {
                    in.skipExpGolomb((size > 1 ? 1 : 0) + Math.min(64, 16 << (2 * size)));
                } else {
                    in.skipExpGolomb(1); // which list to repeat
                }
            }
        }
    }

    /** Each lists its pictures, or says which to keep of those of the set before it [H.265 §7.3.7]. */
    private static void skipShortTermReferencePictureSets(BitReader in) {
        int sets = in.ue(64);
        int pictures = 0;
        for (int i = 0; i < sets; i++) {
            boolean predicted = i > 0 && in.flag();
            pictures = predicted ? skipPredictedSet(in, pictures) : skipListedSet(in);
        }
    }

    private static int skipListedSet(BitReader in) {
        int pictures = in.ue(MAX_REFERENCE_PICTURES) + in.ue(MAX_REFERENCE_PICTURES);
        for (int i = 0; i < pictures; i++) {
            in.skipExpGolomb(1);
            in.skip(1);
        }
        return pictures;
    }

    /** The pictures of this set, given how many the set before it has: these and that set's own one can be kept. */
    private static int skipPredictedSet(BitReader in, int before) {
        in.skip(1);
        in.skipExpGolomb(1);
        int pictures = 0;
        for (int i = 0; i <= before; i++) {
            boolean used = in.flag();
            if (used || in.flag()) {
                pictures++;
            }
        }
        return pictures;
    }
}
