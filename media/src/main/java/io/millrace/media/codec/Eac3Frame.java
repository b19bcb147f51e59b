package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * Syncframes of E-AC-3 [ETSI TS 102 366 §E.1.2.2]. An independent substream is whole in itself and has up to 5.1
 * channels; dependent ones after it replace some of them and add more, and say with a map which these are:
 *
 * <pre>
 *   16    2     3          11        2     2                 3      1    5     5
 *   0B77  type  substream  size / 2  rate  blocks, or rate2  acmod  LFE  bsid  dialogue level
 *   1            (8)          again for the second mono channel   dependent only: 1    (16)
 *   compression  compression                                                      map  map
 * </pre>
 */
final class Eac3Frame {
    private static final int LAST_BSID = 16;
    private static final int DEPENDENT = 1;
    private static final int MAX_DEPENDENT = 8;
    private static final int HALF_RATES = 3;
    private static final int DUAL_MONO = 0;

    /** Locations in a map, from its first bit on: L C R Ls Rs; the last is LFE. */
    private static final int[] LOCATIONS = {0xA000, 0x4000, 0xA000, 0xE000, 0xA100, 0xE100, 0xB800, 0xF800};

    private static final int LFE = 0x0001;
    /** Locations that are two: left and right of centre, back, side, wide, high and top. */
    private static final int PAIRS = 0x0400 | 0x0200 | 0x0040 | 0x0020 | 0x0010 | 0x0004;

    /** One substream's share of a frame. */
    private record Substream(int type, int bytes, int sampleRate, int channels, int locations) {}

    private Eac3Frame() {}

    /** The channels of the first program: its independent substream and the dependent ones that follow. */
    static AudioParameters parse(Bytes frame) {
        Substream first = readSubstream(frame);
        int locations = first.locations;
        int at = first.bytes;
        for (int i = 0; i < MAX_DEPENDENT && at < frame.length(); i++) {
            Substream next = readSubstream(frame.from(at));
            if (next.type != DEPENDENT) {
                break;
            }
            locations |= next.locations;
            at += next.bytes;
        }
        boolean extended = locations != first.locations;
        int channels = extended ? Integer.bitCount(locations) + Integer.bitCount(locations & PAIRS) : first.channels;
        return new AudioParameters("ec-3", "", first.sampleRate, channels);
    }

    private static Substream readSubstream(Bytes frame) {
        BitReader in = new BitReader(frame);
        int sync = in.bits(16);
        int type = in.bits(2);
        in.skip(3);
        int bytes = 2 * (in.bits(11) + 1);
        int sampleRate = readSampleRate(in);
        int mode = in.bits(3);
        boolean lowFrequency = in.flag();
        int bsid = in.bits(5);
        if (sync != Ac3Frame.SYNC || bsid > LAST_BSID) {
            throw new MalformedConfigurationException(
                    "E-AC-3 sync word " + sync + ", bsid " + bsid + " (expected: " + Ac3Frame.SYNC + ", limit: 16)");
        }
        int channels = Ac3Frame.CHANNELS[mode] + (lowFrequency ? 1 : 0);
        int locations = LOCATIONS[mode] | (lowFrequency ? LFE : 0);
        skipLevels(in, mode);
        if (type == DEPENDENT && in.flag()) {
            locations = in.bits(16);
        }
        return new Substream(type, bytes, sampleRate, channels, locations);
    }

    private static int readSampleRate(BitReader in) {
        int code = in.bits(2);
        int other = in.bits(2); // blocks in the frame, unless rates are halved
        if (code < HALF_RATES) {
            return Ac3Frame.SAMPLE_RATES[code];
        }
        if (other == HALF_RATES) {
            throw new MalformedConfigurationException("E-AC-3 sample rate codes 3 and 3 (limit: 3 and 2)");
        }
        return Ac3Frame.SAMPLE_RATES[other] / 2;
    }

    private static void skipLevels(BitReader in, int mode) {
        int programs = mode == DUAL_MONO ? 2 : 1;
        for (int i = 0; i < programs; i++) {
            in.skip(5);
            in.skip(in.flag() ? 8 : 0);
        }
    }
}
