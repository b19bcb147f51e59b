package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** The sequence parameter set of H.264, as far as its colour description [H.264 §7.3.2.1.1]. */
final class AvcSequenceParameterSet {
    private static final int NAL_UNIT_TYPE = 7;
    private static final int MAX_MACROBLOCKS = PictureFormat.MAX_SIDE / 16;

    private AvcSequenceParameterSet() {}

    static PictureFormat parse(Bytes nalUnit) {
        BitReader in = BitReader.ofNalUnit(nalUnit);
        in.skip(3);
        int type = in.bits(5);
        if (type != NAL_UNIT_TYPE) {
            throw new MalformedConfigurationException("NAL unit type " + type + " (expected: " + NAL_UNIT_TYPE + ")");
        }
        int profile = in.bits(8);
        in.skip(16); // constraint flags, level
        in.ue(31); // its own number
        ChromaFormat chroma = ChromaFormat.YUV_420;
        int bitDepth = 8;
        if (tellsChroma(profile)) {
            chroma = ChromaFormat.ofIdc(in.ue(3));
            in.skip(chroma == ChromaFormat.YUV_444 ? 1 : 0); // separate colour planes
            bitDepth += in.ue(6);
            in.ue(6); // bit depth of chroma
            in.skip(1); // lossless
            skipScalingMatrix(in, chroma);
        }
        in.ue(12); // bits of frame_num
        skipPictureOrder(in);
        in.skipExpGolomb(1); // reference frames
        in.skip(1); // gaps in frame_num
        PictureFormat picture = readSize(in, bitDepth, chroma);
        return in.flag() ? picture.withColor(ColorDescription.ofVui(in)) : picture;
    }

    /** What a configuration record repeats for the profiles that came with High; bit depths as differences from 8. */
    record ChromaFields(int formatIdc, int lumaDepthAbove8, int chromaDepthAbove8) {}

    /** Null where the profile has none. */
    static @Nullable ChromaFields chromaFields(Bytes nalUnit) {
        BitReader in = BitReader.ofNalUnit(nalUnit);
        in.skip(8);
        int profile = in.bits(8);
        if (!tellsChroma(profile)) {
            return null;
        }
        in.skip(16);
        in.ue(31);
        int formatIdc = in.ue(3);
        in.skip(formatIdc == 3 ? 1 : 0);
        return new ChromaFields(formatIdc, in.ue(6), in.ue(6));
    }

    /** The profiles that came with High and after it. */
    private static boolean tellsChroma(int profile) {
        return switch (profile) {
            case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 -> true;
            default -> false;
        };
    }

    private static void skipScalingMatrix(BitReader in, ChromaFormat chroma) {
        if (!in.flag()) {
            return;
        }
        int lists = chroma == ChromaFormat.YUV_444 ? 12 : 8;
        for (int i = 0; i < lists; i++) {
            if (in.flag()) {
                skipScalingList(in, i < 6 ? 16 : 64);
            }
        }
    }

    /** Differences follow until one leads to 0, from where on the last value repeats [H.264 §7.3.2.1.1.1]. */
    private static void skipScalingList(BitReader in, int size) {
        int last = 8;
        for (int i = 0; i < size; i++) {
            last = (last + in.se(-128, 127)) & 0xFF;
            if (last == 0) {
                return;
            }
        }
    }

    private static void skipPictureOrder(BitReader in) {
        switch (in.ue(2)) {
            case 0 -> in.ue(12);
            case 1 -> {
                in.skip(1);
                in.skipExpGolomb(2);
                in.skipExpGolomb(in.ue(255));
            }
            default -> {
                // Output order is decoding order: nothing follows.
            }
        }
    }

    /** Heights count macroblocks of one field when pictures may be interlaced, and so do vertical crops [H.264 §7.4.2.1.1]. */
    private static PictureFormat readSize(BitReader in, int bitDepth, ChromaFormat chroma) {
        int width = 16 * (in.ue(MAX_MACROBLOCKS - 1) + 1);
        int mapUnits = in.ue(MAX_MACROBLOCKS - 1) + 1;
        int fields = in.flag() ? 1 : 2;
        in.skip(fields == 2 ? 1 : 0); // adaptive frame and field coding
        in.skip(1); // inference of direct motion
        return new PictureFormat(width, 16 * mapUnits * fields, bitDepth, chroma, ColorDescription.UNSPECIFIED)
                .cropped(in, chroma.subWidth(), chroma.subHeight() * fields);
    }
}
