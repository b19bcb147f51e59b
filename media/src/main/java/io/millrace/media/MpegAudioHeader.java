package io.millrace.media;

import java.util.Optional;

/**
 * The header of a frame of MPEG audio, layer III, of MPEG-1, 2 or 2.5 [ISO/IEC 11172-3, 13818-3].
 *
 * <pre>
 *   bit  31..21  20 19    18 17  16   15..12   11 10  9        8        7 6      5..0
 *        ones    version  layer  CRC  bitrate  rate   padding  private  channel  ...
 * </pre>
 *
 * @param mpeg1 whether of MPEG-1; the others have half the samples and other bit rates
 * @param sampleRate in Hz
 * @param frameBytes length of the frame, with its header
 */
public record MpegAudioHeader(boolean mpeg1, int sampleRate, boolean stereo, int frameBytes) {
    public static final int BYTES = 4;

    private static final int VERSION_1 = 3;
    private static final int VERSION_2 = 2;
    private static final int RESERVED_VERSION = 1;
    private static final int LAYER_3 = 1;
    private static final int MONO = 3;
    private static final int[] SAMPLE_RATES = {44_100, 48_000, 32_000};
    private static final int[] KILOBITS_1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] KILOBITS_2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

    /**
     * Nothing if {@code bits} are no such header. Nor are those of a free bit rate, which do not tell their length and
     * which nothing writes.
     */
    public static Optional<MpegAudioHeader> of(int bits) {
        int version = bits >>> 19 & 3;
        int bitrate = bits >>> 12 & 15;
        int rate = bits >>> 10 & 3;
        if (bits >>> 21 != 0x7FF
                || version == RESERVED_VERSION
                || (bits >>> 17 & 3) != LAYER_3
                || bitrate == 0
                || bitrate == 15
                || rate == 3) {
            return Optional.empty();
        }
        boolean mpeg1 = version == VERSION_1;
        int sampleRate = SAMPLE_RATES[rate] >> (mpeg1 ? 0 : version == VERSION_2 ? 1 : 2);
        int kilobits = (mpeg1 ? KILOBITS_1 : KILOBITS_2)[bitrate];
        int bytes = (mpeg1 ? 144_000 : 72_000) * kilobits / sampleRate + (bits >>> 9 & 1);
        return Optional.of(new MpegAudioHeader(mpeg1, sampleRate, (bits >>> 6 & 3) != MONO, bytes));
    }

    /** Samples in the frame. */
    public int samples() {
        return mpeg1 ? 1152 : 576;
    }

    /** Bytes between the header and the sound: where encoders put a note to players in the first frame. */
    public int sideInformationBytes() {
        if (mpeg1) {
            return stereo ? 32 : 17;
        }
        return stereo ? 17 : 9;
    }

    /** Whether both may be of one stream, in which channels and bit rate may change but not the length of a frame in time. */
    public boolean isLike(MpegAudioHeader other) {
        return mpeg1 == other.mpeg1 && sampleRate == other.sampleRate;
    }
}
