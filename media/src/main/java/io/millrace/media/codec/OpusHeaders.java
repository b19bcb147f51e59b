package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * The headers of Opus. The ID header [RFC 7845 §5.1] is what a sequence start of {@code Opus} carries, if it carries
 * anything [ER-065]; numbers of several bytes are little-endian:
 *
 * <pre>
 *   "OpusHead"   8        8         16        32          16    8               n
 *                version  channels  pre-skip  input rate  gain  mapping family  mapping
 * </pre>
 *
 * The first byte of a packet [RFC 6716 §3.1] has 5 bits of configuration, one for stereo and 2 for frames.
 */
final class OpusHeaders {
    private static final Bytes SIGNATURE = Bytes.utf8("OpusHead");
    private static final int MAX_VERSION = 15;
    private static final int SAMPLE_RATE = 48_000; // whatever was put in
    private static final String CODEC_STRING = "opus";

    private OpusHeaders() {}

    static AudioParameters parseHead(Bytes head) {
        if (!head.startsWith(SIGNATURE)) {
            throw new MalformedConfigurationException("Opus header " + head + " (expected: OpusHead in front)");
        }
        BitReader in = new BitReader(head.from(SIGNATURE.length()));
        int version = in.bits(8);
        if (version > MAX_VERSION) {
            throw new MalformedConfigurationException("Opus version " + version + " (limit: " + MAX_VERSION + ")");
        }
        int channels = in.bits(8);
        if (channels == 0) {
            throw new MalformedConfigurationException("Opus channels 0 (expected: 1 to 255)");
        }
        in.skip(16 + 32 + 16);
        int mappingFamily = in.bits(8);
        in.skip(mappingFamily == 0 ? 0 : 8L * (2 + channels)); // streams, coupled streams, a byte for each channel
        return new AudioParameters(CODEC_STRING, "", SAMPLE_RATE, channels);
    }

    static AudioParameters parseFrame(Bytes packet) {
        BitReader in = new BitReader(packet);
        in.skip(5);
        return new AudioParameters(CODEC_STRING, "", SAMPLE_RATE, in.flag() ? 2 : 1);
    }
}
