package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Optional;

/**
 * The start of a key frame of VP9 [VP9 bitstream §6.2], the only place that tells its size:
 *
 * <pre>
 *   2   1            1             (1)             1         1      1      1          24
 *   10  profile low  profile high  0, profile 3    existing  inter  shown  resilient  49 83 42
 *   color_config   16 width - 1   16 height - 1
 * </pre>
 */
final class Vp9KeyFrame {
    private static final int FRAME_MARKER = 2;
    private static final int SYNC_CODE = 0x49_83_42;
    private static final int RGB = 7;
    /** Matrix coefficients of H.273 for each color_space [VP9 bitstream §7.2.2]; of the rest nothing is told. */
    private static final int[] MATRICES = {2, 5, 1, 6, 7, 9, 2, 0};

    private Vp9KeyFrame() {}

    /** Empty for an inter frame, and for one that shows another again. */
    static Optional<VideoParameters> parse(Bytes frame) {
        BitReader in = new BitReader(frame);
        int marker = in.bits(2);
        if (marker != FRAME_MARKER) {
            throw new MalformedConfigurationException("VP9 frame marker " + marker + " (expected: 2)");
        }
        int profile = in.bits(1) | in.bits(1) << 1;
        in.skip(profile == 3 ? 1 : 0);
        boolean showExisting = in.flag();
        if (showExisting || in.flag()) {
            return Optional.empty();
        }
        in.skip(2);
        int syncCode = in.bits(24);
        if (syncCode != SYNC_CODE) {
            throw new MalformedConfigurationException("VP9 sync code " + syncCode + " (expected: " + SYNC_CODE + ")");
        }
        PictureFormat color = readColor(in, profile);
        PictureFormat picture =
                new PictureFormat(in.bits(16) + 1, in.bits(16) + 1, color.bitDepth(), color.chroma(), color.color());
        return Optional.of(VideoParameters.of("", "Profile " + profile, "", picture));
    }

    /** All but the size. Odd profiles may have any chroma format, the others have 4:2:0; those from 2 on have depth. */
    private static PictureFormat readColor(BitReader in, int profile) {
        int bitDepth = profile < 2 ? 8 : in.flag() ? 12 : 10;
        boolean anyChroma = (profile & 1) == 1;
        int colorSpace = in.bits(3);
        boolean fullRange = colorSpace == RGB || in.flag();
        ChromaFormat chroma = ChromaFormat.YUV_420;
        if (anyChroma) {
            chroma = colorSpace == RGB ? ChromaFormat.YUV_444 : ChromaFormat.ofSubsampling(in.flag(), in.flag());
            in.skip(1);
        } else if (colorSpace == RGB) {
            throw new MalformedConfigurationException("RGB in VP9 profile " + profile + " (expected: 1 or 3)");
        }
        int unspecified = ColorDescription.UNSPECIFIED_CODE;
        ColorDescription color = new ColorDescription(unspecified, unspecified, MATRICES[colorSpace], fullRange);
        return new PictureFormat(0, 0, bitDepth, chroma, color);
    }
}
