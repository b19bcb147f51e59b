package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * The header of a syncframe of AC-3 [ETSI TS 102 366 §4.3], and the fork to {@link Eac3Frame} by the one field that
 * both have in one place, bsid:
 *
 * <pre>
 *   16    16    2     6     5     3      3      2 or none, three times  1
 *   0B77  CRC1  rate  size  bsid  bsmod  acmod  mix levels              LFE
 * </pre>
 */
final class Ac3Frame {
    static final int SYNC = 0x0B77;
    static final int[] SAMPLE_RATES = {48_000, 44_100, 32_000};
    /** Full channels for each acmod; the first is two of mono. */
    static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

    private static final int STANDARD_BSID = 8;
    private static final int LAST_AC3_BSID = 10;
    private static final int STEREO = 2;

    private Ac3Frame() {}

    static AudioParameters parse(Bytes frame) {
        BitReader in = new BitReader(frame);
        int sync = in.bits(16);
        if (sync != SYNC) {
            throw new MalformedConfigurationException("AC-3 sync word " + sync + " (expected: " + SYNC + ")");
        }
        in.skip(16);
        int rate = in.bits(2);
        in.skip(6);
        int bsid = in.bits(5);
        if (bsid > LAST_AC3_BSID) {
            return Eac3Frame.parse(frame);
        }
        if (rate == SAMPLE_RATES.length) {
            throw new MalformedConfigurationException("AC-3 sample rate code 3 (limit: 2)");
        }
        in.skip(3);
        int mode = in.bits(3);
        boolean threeInFront = (mode & 1) != 0 && mode != 1;
        in.skip(threeInFront ? 2 : 0); // mix level of the centre
        in.skip((mode & 4) != 0 ? 2 : 0); // mix level of the surround channels
        in.skip(mode == STEREO ? 2 : 0); // whether Dolby Surround
        int lowFrequency = in.bits(1);
        // 9 and 10 are the same at a half and a quarter of the rate, as decoders have it.
        int sampleRate = SAMPLE_RATES[rate] >> Math.max(0, bsid - STANDARD_BSID);
        return new AudioParameters("ac-3", "", sampleRate, CHANNELS[mode] + lowFrequency);
    }
}
