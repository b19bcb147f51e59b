package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Optional;

/**
 * The start of a key frame of VP8 [RFC 6386 §9.1], the only place that tells its size; numbers are little-endian:
 *
 * <pre>
 *   bits 0: inter frame, 1..3: version, 4: shown, 5..23: size
 *   9D 01 2A
 *   bits 0..13: width, 14..15: scale; then the same of height
 * </pre>
 */
final class Vp8KeyFrame {
    private static final Bytes START_CODE = Bytes.of(0x9D, 0x01, 0x2A);
    private static final int SIDE_MASK = 0x3FFF;

    private Vp8KeyFrame() {}

    /** Empty for an inter frame. */
    static Optional<VideoParameters> parse(Bytes frame) {
        BitReader in = new BitReader(frame);
        int tag = in.bits(8);
        if ((tag & 1) != 0) {
            return Optional.empty();
        }
        in.skip(16);
        Bytes startCode = in.bytes(3);
        if (!startCode.equals(START_CODE)) {
            throw new MalformedConfigurationException("VP8 start code " + startCode.toHex() + " (expected: 9d012a)");
        }
        int width = littleEndian(in) & SIDE_MASK;
        int height = littleEndian(in) & SIDE_MASK;
        PictureFormat picture = new PictureFormat(width, height, 8, ChromaFormat.YUV_420, ColorDescription.UNSPECIFIED);
        return Optional.of(VideoParameters.of("", "Profile " + (tag >> 1 & 7), "", picture));
    }

    private static int littleEndian(BitReader in) {
        return in.bits(8) | in.bits(8) << 8;
    }
}
