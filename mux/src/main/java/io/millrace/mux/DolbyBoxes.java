package io.millrace.mux;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the boxes dac3 and dec3 hold [ETSI TS 102 366 §F.4, §F.6], all of which each frame of the stream says as well:
 *
 * <pre>
 *   AC-3    16    16   2      6     5     3      3      2 or none, three times  1
 *           0B77  CRC  fscod  size  bsid  bsmod  acmod  mix levels              LFE
 *   E-AC-3  16    2     3          11        2      2       3      1    5     5
 *           0B77  type  substream  size / 2  fscod  blocks  acmod  LFE  bsid  dialogue level
 *   1            (8)          again for the second mono channel   dependent only: 1    (16)
 *   compression  compression                                                      map  map
 * </pre>
 */
final class DolbyBoxes {
    private static final int SYNC = 0x0B77;
    private static final int LAST_AC3_BSID = 10;
    private static final int STEREO = 2;
    private static final int DUAL_MONO = 0;
    private static final int DEPENDENT = 1;
    private static final int HALF_RATES = 3;
    private static final int MAX_DEPENDENT = 15;
    private static final int MAX_KILOBITS = 0x1FFF;
    private static final int SAMPLES_PER_BLOCK = 256;
    private static final int[] SAMPLE_RATES = {48_000, 44_100, 32_000};
    private static final int[] BLOCKS = {1, 2, 3, 6};
    /** Bits of a channel map; each is the next bit of chan_loc, from the lowest on. */
    private static final int[] LOCATIONS = {0x400, 0x200, 0x100, 0x080, 0x040, 0x020, 0x010, 0x008, 0x002};

    private DolbyBoxes() {}

    /** The content of dac3; empty if {@code frame} is none of AC-3. */
    static Optional<Bytes> dac3(Bytes frame) {
        try {
            Bits in = new Bits(frame);
            int sync = in.take(16);
            in.take(16);
            int fscod = in.take(2);
            int size = in.take(6);
            int bsid = in.take(5);
            int bsmod = in.take(3);
            int acmod = in.take(3);
            boolean threeInFront = (acmod & 1) != 0 && acmod != 1;
            in.take((threeInFront ? 2 : 0) + ((acmod & 4) != 0 ? 2 : 0) + (acmod == STEREO ? 2 : 0));
            int lfe = in.take(1);
            return sync != SYNC || bsid > LAST_AC3_BSID
                    ? Optional.empty()
                    : Optional.of(new ByteWriter()
                            .u24(fscod << 22 | bsid << 17 | bsmod << 14 | acmod << 11 | lfe << 10 | size >> 1 << 5)
                            .toBytes());
        } catch (TruncatedException e) {
            return Optional.empty();
        }
    }

    /** The content of dec3, for the first program in {@code frame}; empty if it is none of E-AC-3. */
    static Optional<Bytes> dec3(Bytes frame) {
        try {
            Substream first = Substream.read(frame);
            return first == null ? Optional.empty() : Optional.of(dec3(first, frame));
        } catch (TruncatedException e) {
            return Optional.empty();
        }
    }

    private static Bytes dec3(Substream first, Bytes frame) {
        int dependent = 0;
        int locations = 0;
        int bytes = first.bytes;
        while (bytes < frame.length() && dependent < MAX_DEPENDENT) {
            Substream next = Substream.read(frame.from(bytes));
            if (next == null || next.type != DEPENDENT) {
                break;
            }
            dependent++;
            locations |= next.locations;
            bytes += next.bytes;
        }
        long kilobits = 8L * bytes * first.sampleRate / first.samples / 1000;
        ByteWriter out = new ByteWriter()
                .u16((int) Math.min(kilobits, MAX_KILOBITS) << 3) // and the number of independent substreams, less 1
                .u16(first.fscod << 14 | first.bsid << 9 | first.acmod << 1 | first.lfe)
                .u8(dependent << 1 | locations >> 8);
        return (dependent > 0 ? out.u8(locations) : out).toBytes();
    }

    /**
     * The header of a syncframe of E-AC-3.
     *
     * @param locations as chan_loc has them; 0 for an independent one
     */
    private record Substream(
            int type, int bytes, int fscod, int sampleRate, int samples, int acmod, int lfe, int bsid, int locations) {
        /** Null if there is none. */
        static @Nullable Substream read(Bytes frame) {
            Bits in = new Bits(frame);
            int sync = in.take(16);
            int type = in.take(2);
            in.take(3);
            int bytes = 2 * (in.take(11) + 1);
            int fscod = in.take(2);
            int other = in.take(2); // blocks in the frame, unless rates are halved
            int acmod = in.take(3);
            int lfe = in.take(1);
            int bsid = in.take(5);
            if (sync != SYNC || bsid <= LAST_AC3_BSID || (fscod == HALF_RATES && other == HALF_RATES)) {
                return null;
            }
            int sampleRate = fscod == HALF_RATES ? SAMPLE_RATES[other] / 2 : SAMPLE_RATES[fscod];
            int samples = SAMPLES_PER_BLOCK * BLOCKS[fscod == HALF_RATES ? HALF_RATES : other];
            for (int programs = acmod == DUAL_MONO ? 2 : 1; programs > 0; programs--) {
                in.take(5);
                in.take(8 * in.take(1));
            }
            int map = type == DEPENDENT && in.take(1) == 1 ? in.take(16) : 0;
            return new Substream(type, bytes, fscod, sampleRate, samples, acmod, lfe, bsid, locations(map));
        }

        private static int locations(int map) {
            int locations = 0;
            for (int i = 0; i < LOCATIONS.length; i++) {
                locations |= (map & LOCATIONS[i]) != 0 ? 1 << i : 0;
            }
            return locations;
        }
    }

    /** Fields of any number of bits, most significant first. */
    private static final class Bits {
        private final ByteReader in;
        private int current;
        private int left; // bits of the current byte

        Bits(Bytes bytes) {
            in = bytes.reader();
        }

        int take(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                if (left == 0) {
                    current = in.u8();
                    left = 8;
                }
                left--;
                value = value << 1 | (current >> left & 1);
            }
            return value;
        }
    }
}
