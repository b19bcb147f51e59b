package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import java.util.Locale;

/**
 * VPCodecConfigurationRecord [VP Codec ISO Media File Format Binding, version 1], what a sequence start of {@code vp08}
 * or {@code vp09} carries [ER-126]. It has no size: key frames tell that.
 *
 * <pre>
 *   8        8      4      3       1           8          8         8       16    n
 *   profile  level  depth  chroma  full range  primaries  transfer  matrix  size  initialization data
 * </pre>
 *
 * FFmpeg writes a box's version and flags in front, {@code 01 00 00 00}, and others do not. No record starts with these
 * bytes, as its depth would be 0 [IP-80].
 */
final class VpConfiguration {
    private static final Bytes VERSION_AND_FLAGS = Bytes.of(1, 0, 0, 0);

    private static final int COLOCATED_420 = 1;

    private VpConfiguration() {}

    static VideoParameters parse(FourCc codec, Bytes record) {
        BitReader in = new BitReader(record);
        in.skip(record.startsWith(VERSION_AND_FLAGS) ? 32 : 0);
        int profile = in.bits(8);
        int level = in.bits(8);
        int bitDepth = in.bits(4);
        if (bitDepth != 8 && bitDepth != 10 && bitDepth != 12) {
            throw new MalformedConfigurationException("vpcC bit depth " + bitDepth + " (expected: 8, 10 or 12)");
        }
        int subsampling = in.bits(3);
        boolean fullRange = in.flag();
        ColorDescription color = ColorDescription.read(in).withFullRange(fullRange);
        in.skip(8L * in.bits(16));
        PictureFormat picture = new PictureFormat(0, 0, bitDepth, chromaOf(subsampling), color);
        String levelName = level == 0 ? "" : level / 10 + "." + level % 10;
        return VideoParameters.of(
                codecString(codec, profile, level, subsampling, picture), "Profile " + profile, levelName, picture);
    }

    /** 4:2:0 comes with chroma samples between the lines or on them. */
    private static ChromaFormat chromaOf(int subsampling) {
        return switch (subsampling) {
            case 0, COLOCATED_420 -> ChromaFormat.YUV_420;
            case 2 -> ChromaFormat.YUV_422;
            case 3 -> ChromaFormat.YUV_444;
            default -> throw new MalformedConfigurationException("vpcC chroma " + subsampling + " (limit: 3)");
        };
    }

    /** The fields after the depth all stand or all fall, which they do at their defaults. */
    private static String codecString(FourCc codec, int profile, int level, int subsampling, PictureFormat picture) {
        String head = String.format(Locale.ROOT, "%s.%02d.%02d.%02d", codec, profile, level, picture.bitDepth());
        ColorDescription color = picture.color();
        boolean plain = subsampling == COLOCATED_420;
        if (plain && (color.equals(ColorDescription.BT709) || color.equals(ColorDescription.UNSPECIFIED))) {
            return head;
        }
        return String.format(
                Locale.ROOT,
                "%s.%02d.%02d.%02d.%02d.%02d",
                head,
                subsampling,
                color.colorPrimaries(),
                color.transferCharacteristics(),
                color.matrixCoefficients(),
                color.fullRange() ? 1 : 0);
    }
}
