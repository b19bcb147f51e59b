package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Optional;

/**
 * Finds and reads the sequence header among the OBUs of AV1 [AV1 §5.3, §5.5]:
 *
 * <pre>
 *   1  4     1          1      1  (3         2        3)  (8n)
 *   0  type  extension  sized  0  temporal  spatial  0    size   then the OBU
 * </pre>
 */
final class Av1Obus {
    private static final int SEQUENCE_HEADER = 1;
    /** How far to look; encoders put one or two in front, and a message could hold millions of empty ones. */
    private static final int MAX_OBUS = 100;

    private static final int MAX_LEB128_BYTES = 8;
    private static final int MAX_OBU_BYTES = 0xFF_FFFF; // as long as an RTMP message can be
    private static final int MAIN = 0;
    private static final int HIGH = 1;
    private static final int PROFESSIONAL = 2;
    private static final int LAST_WITHOUT_TIER = 7; // 3.3

    private Av1Obus() {}

    /** The first among {@code obus}, which are a temporal unit or the end of a record. */
    static Optional<Av1SequenceHeader> findSequenceHeader(Bytes obus) {
        BitReader in = new BitReader(obus);
        for (int i = 0; i < MAX_OBUS && in.remaining() > 0; i++) {
            in.skip(1);
            int type = in.bits(4);
            boolean extension = in.flag();
            boolean sized = in.flag();
            in.skip(extension ? 1 + 8 : 1);
            Bytes obu = sized ? in.bytes(leb128(in)) : in.rest();
            if (type == SEQUENCE_HEADER) {
                return Optional.of(parse(new BitReader(obu)));
            }
        }
        return Optional.empty();
    }

    /** Seven bits per byte, the lowest first. */
    private static int leb128(BitReader in) {
        long value = 0;
        for (int i = 0; i < MAX_LEB128_BYTES; i++) {
            boolean more = in.flag();
            value |= (long) in.bits(7) << (7 * i);
            if (value > MAX_OBU_BYTES) {
                break;
            }
            if (!more) {
                return (int) value;
            }
        }
        throw new MalformedConfigurationException("OBU size " + value + " (limit: " + MAX_OBU_BYTES + ")");
    }

    /** [AV1 §5.5.1]. */
    private static Av1SequenceHeader parse(BitReader in) {
        int profile = in.bits(3);
        in.skip(1); // still picture
        boolean reduced = in.flag();
        int delayBits = reduced ? 0 : skipTiming(in);
        boolean displayDelay = !reduced && in.flag();
        int points = reduced ? 1 : in.bits(5) + 1;
        int level = 0;
        boolean highTier = false;
        for (int i = 0; i < points; i++) {
            in.skip(reduced ? 0 : 12);
            int pointLevel = in.bits(5);
            boolean pointHighTier = !reduced && pointLevel > LAST_WITHOUT_TIER && in.flag();
            skipOperatingPoint(in, delayBits, displayDelay);
            if (i == 0) {
                level = pointLevel;
                highTier = pointHighTier;
            }
        }
        int widthBits = in.bits(4) + 1;
        int heightBits = in.bits(4) + 1;
        int width = in.bits(widthBits) + 1;
        int height = in.bits(heightBits) + 1;
        skipCodingTools(in, reduced);
        return withColor(
                in,
                new Av1SequenceHeader(
                        profile,
                        level,
                        highTier,
                        0,
                        new PictureFormat(width, height, 8, ChromaFormat.YUV_420, ColorDescription.UNSPECIFIED)));
    }

    /** How many bits a buffer delay has, or 0 if there is no decoder model [AV1 §5.5.3, §5.5.4]. */
    private static int skipTiming(BitReader in) {
        if (!in.flag()) {
            return 0;
        }
        in.skip(64);
        if (in.flag()) { // all pictures last alike, as long as a number of the form ue(v) says
            in.skipExpGolomb(1);
        }
        if (!in.flag()) {
            return 0;
        }
        int delayBits = in.bits(5) + 1;
        in.skip(32 + 5 + 5);
        return delayBits;
    }

    private static void skipOperatingPoint(BitReader in, int delayBits, boolean displayDelay) {
        if (delayBits > 0 && in.flag()) {
            in.skip(2L * delayBits + 1);
        }
        if (displayDelay && in.flag()) {
            in.skip(4);
        }
    }

    private static void skipCodingTools(BitReader in, boolean reduced) {
        if (!reduced && in.flag()) { // frame IDs
            in.skip(4 + 3);
        }
        in.skip(3); // large superblocks, intra filter and edge
        if (!reduced) {
            in.skip(4); // compound and warped prediction, dual filter
            boolean orderHint = in.flag();
            in.skip(orderHint ? 2 : 0);
            boolean chosenPerFrame = in.flag();
            boolean screenContent = chosenPerFrame || in.flag();
            if (screenContent && !in.flag()) { // integer motion vectors, not chosen per frame
                in.skip(1);
            }
            in.skip(orderHint ? 3 : 0);
        }
        in.skip(3); // superresolution, two filters
    }

    /** The header with what its colour configuration adds [AV1 §5.5.2]. */
    private static Av1SequenceHeader withColor(BitReader in, Av1SequenceHeader header) {
        int profile = header.profile();
        boolean highBitDepth = in.flag();
        boolean twelveBits = highBitDepth && profile == PROFESSIONAL && in.flag();
        int bitDepth = twelveBits ? 12 : highBitDepth ? 10 : 8;
        boolean monochrome = profile != HIGH && in.flag();
        ColorDescription color = in.flag() ? ColorDescription.read(in) : ColorDescription.UNSPECIFIED;
        boolean rgb = !monochrome
                && color.colorPrimaries() == 1
                && color.transferCharacteristics() == 13
                && color.matrixCoefficients() == 0;
        boolean fullRange = rgb || in.flag();
        ChromaFormat chroma =
                monochrome ? ChromaFormat.MONOCHROME : rgb ? ChromaFormat.YUV_444 : chroma(in, profile, bitDepth);
        int position = chroma == ChromaFormat.YUV_420 ? in.bits(2) : 0;
        PictureFormat size = header.picture();
        return new Av1SequenceHeader(
                profile,
                header.level(),
                header.highTier(),
                position,
                new PictureFormat(size.width(), size.height(), bitDepth, chroma, color.withFullRange(fullRange)));
    }

    private static ChromaFormat chroma(BitReader in, int profile, int bitDepth) {
        return switch (profile) {
            case MAIN -> ChromaFormat.YUV_420;
            case HIGH -> ChromaFormat.YUV_444;
            default -> {
                boolean horizontal = bitDepth < 12 || in.flag();
                yield ChromaFormat.ofSubsampling(horizontal, bitDepth == 12 && horizontal && in.flag());
            }
        };
    }
}
