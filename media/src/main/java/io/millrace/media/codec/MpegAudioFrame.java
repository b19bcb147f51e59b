package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * The header of a frame of MPEG audio [ISO/IEC 11172-3 §2.4.1.3, 13818-3], all layers:
 *
 * <pre>
 *   11    2        2      1    4         2     1        1        2     6
 *   ones  version  layer  CRC  bit rate  rate  padding  private  mode  ...
 * </pre>
 */
final class MpegAudioFrame {
    private static final int SYNC = 0x7FF;
    private static final int VERSION_2_5 = 0;
    private static final int RESERVED_VERSION = 1;
    private static final int VERSION_2 = 2;
    private static final int MONO = 3;
    private static final int[] SAMPLE_RATES = {44_100, 48_000, 32_000};
    /** The MPEG-4 object type of layer III; those of II and I are before it. */
    private static final int OBJECT_TYPE_LAYER_3 = 34;

    private MpegAudioFrame() {}

    static AudioParameters parse(Bytes frame) {
        BitReader in = new BitReader(frame);
        int sync = in.bits(11);
        int version = in.bits(2);
        int layer = 4 - in.bits(2);
        in.skip(1 + 4);
        int rate = in.bits(2);
        in.skip(2);
        int mode = in.bits(2);
        if (sync != SYNC || version == RESERVED_VERSION || layer == 4 || rate == SAMPLE_RATES.length) {
            throw new MalformedConfigurationException("no header of an MPEG audio frame: " + frame);
        }
        String standard = switch (version) {
            case VERSION_2_5 -> "MPEG-2.5";
            case VERSION_2 -> "MPEG-2";
            default -> "MPEG-1";
        };
        int halvings = switch (version) {
            case VERSION_2_5 -> 2;
            case VERSION_2 -> 1;
            default -> 0;
        };
        return new AudioParameters(
                "mp4a.40." + (OBJECT_TYPE_LAYER_3 - 3 + layer),
                standard + " Layer " + "I".repeat(layer),
                SAMPLE_RATES[rate] >> halvings,
                mode == MONO ? 1 : 2);
    }
}
