package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Optional;

/**
 * AV1CodecConfigurationRecord [AV1 in ISOBMFF §2.3], what a sequence start of {@code av01} carries [ER-126]:
 *
 * <pre>
 *   1  7        3        5      1     2      1           2           2                8      n
 *   1  version  profile  level  tier  depth  monochrome  chroma 4:x  chroma position  delay  OBUs
 * </pre>
 *
 * AV1VideoDescriptor, what an MPEG2TSSequenceStart carries [ER-127], is a tag and a length in front of the same four
 * bytes. It has no OBUs: the size is told by key frames alone.
 */
final class Av1Configuration {
    private static final int MARKER_AND_VERSION = 0x81;
    private static final int DESCRIPTOR_TAG = 0x80;

    private Av1Configuration() {}

    static VideoParameters parse(Bytes record) {
        BitReader in = new BitReader(record);
        int first = in.bits(8);
        if (first == DESCRIPTOR_TAG) {
            in = new BitReader(in.bytes(in.bits(8)));
            first = in.bits(8);
        }
        if (first != MARKER_AND_VERSION) {
            throw new MalformedConfigurationException("av1C starts with " + first + " (expected: 129)");
        }
        Av1SequenceHeader told = readTold(in);
        in.skip(8); // delay; high dynamic range, in the descriptor
        Optional<Av1SequenceHeader> header = Av1Obus.findSequenceHeader(in.rest());
        return header.orElse(told).toVideoParameters();
    }

    /** The sequence header as far as the record repeats it. */
    private static Av1SequenceHeader readTold(BitReader in) {
        int profile = in.bits(3);
        int level = in.bits(5);
        boolean highTier = in.flag();
        int bitDepth = 8;
        bitDepth += in.flag() ? 2 : 0;
        bitDepth += in.flag() ? 2 : 0;
        boolean monochrome = in.flag();
        ChromaFormat subsampling = ChromaFormat.ofSubsampling(in.flag(), in.flag());
        PictureFormat picture = new PictureFormat(
                0, 0, bitDepth, monochrome ? ChromaFormat.MONOCHROME : subsampling, ColorDescription.UNSPECIFIED);
        return new Av1SequenceHeader(profile, level, highTier, in.bits(2), picture);
    }
}
