package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * The signature of FLAC and the STREAMINFO block after it [RFC 9639 §8.1, §8.2], what a sequence start of {@code fLaC}
 * carries [ER-065]:
 *
 * <pre>
 *   "fLaC"   1     7     24      16   16   24   24   20    3             5          36     128
 *            last  type  length  block     frame     rate  channels - 1  depth - 1  total  MD5
 * </pre>
 */
final class FlacStreamInfo {
    private static final Bytes SIGNATURE = Bytes.utf8("fLaC");
    private static final int TYPE = 0;
    private static final int LENGTH = 34;

    private FlacStreamInfo() {}

    /** FFmpeg sends the content of the block alone. */
    static AudioParameters parse(Bytes header) {
        BitReader in = new BitReader(header.length() == LENGTH ? header : streamInfo(header));
        in.skip(16 + 16 + 24 + 24);
        int sampleRate = in.bits(20);
        return new AudioParameters("fLaC", "", sampleRate, in.bits(3) + 1, in.bits(5) + 1);
    }

    private static Bytes streamInfo(Bytes header) {
        if (!header.startsWith(SIGNATURE)) {
            throw new MalformedConfigurationException("FLAC header " + header + " (expected: fLaC in front)");
        }
        BitReader blocks = new BitReader(header.from(SIGNATURE.length()));
        blocks.skip(1);
        int type = blocks.bits(7);
        int length = blocks.bits(24);
        if (type != TYPE || length != LENGTH) {
            throw new MalformedConfigurationException(
                    "FLAC block of type " + type + ", " + length + " bytes (expected: 0 of 34 bytes first)");
        }
        return blocks.bytes(LENGTH);
    }
}
