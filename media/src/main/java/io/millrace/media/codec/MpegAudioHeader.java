package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.util.Optional;

/**
 * The header of a frame of MPEG audio, MP3 above all [ISO/IEC 11172-3 §2.4.1.3, 13818-3].
 *
 * <pre>
 *   bit  31..21  20 19    18 17  16   15..12   11 10  9        8        7 6      5..0
 *        ones    version  layer  CRC  bitrate  rate   padding  private  channel  ...
 * </pre>
 *
 * @param version MPEG-1, MPEG-2 or its extension to low rates
 * @param layer 1 to 3; 3 is MP3
 * @param sampleRate in Hz
 * @param frameBytes length of the frame, with its header
 */
public record MpegAudioHeader(Version version, int layer, int sampleRate, boolean stereo, int frameBytes) {
    public static final int BYTES = 4;

    /** In the order of their numbers, of which 1 is none. */
    public enum Version {
        MPEG_2_5("MPEG-2.5"),
        RESERVED(""),
        MPEG_2("MPEG-2"),
        MPEG_1("MPEG-1");

        private final String text;

        Version(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final int MONO = 3;
    /** The MPEG-4 object type of layer III; those of II and I are before it. */
    private static final int OBJECT_TYPE_LAYER_3 = 34;

    private static final int[] SAMPLE_RATES = {44_100, 48_000, 32_000};
    private static final int[][] KILOBITS_1 = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
    };
    private static final int[] KILOBITS_2_LAYER_1 = {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256};
    private static final int[] KILOBITS_2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

    /**
     * Nothing if {@code bits} are no such header. Nor are those of a free bit rate, which do not tell their length and
     * which nothing writes.
     */
    public static Optional<MpegAudioHeader> of(int bits) {
        Version version = Version.values()[bits >>> 19 & 3];
        int layer = 4 - (bits >>> 17 & 3);
        int bitrate = bits >>> 12 & 15;
        int rate = bits >>> 10 & 3;
        if (bits >>> 21 != 0x7FF
                || version == Version.RESERVED
                || layer == 4
                || bitrate == 0
                || bitrate == 15
                || rate == SAMPLE_RATES.length) {
            return Optional.empty();
        }
        int sampleRate = SAMPLE_RATES[rate] >> halvings(version);
        int bytesPerSecond = 1000 / 8 * kilobits(version, layer, bitrate);
        int slot = layer == 1 ? 4 : 1;
        int bytes = (samples(version, layer) / slot * bytesPerSecond / sampleRate + (bits >>> 9 & 1)) * slot;
        return Optional.of(new MpegAudioHeader(version, layer, sampleRate, (bits >>> 6 & 3) != MONO, bytes));
    }

    static AudioParameters parse(Bytes frame) {
        return Optional.of(frame)
                .filter(bytes -> bytes.length() >= BYTES)
                .flatMap(bytes -> of(bytes.reader().i32()))
                .map(MpegAudioHeader::toAudioParameters)
                .orElseThrow(() -> new MalformedConfigurationException("no header of an MPEG audio frame: " + frame));
    }

    private AudioParameters toAudioParameters() {
        return new AudioParameters(
                "mp4a.40." + (OBJECT_TYPE_LAYER_3 - 3 + layer),
                version + " Layer " + "I".repeat(layer),
                sampleRate,
                stereo ? 2 : 1);
    }

    /** Samples in the frame. */
    public int samples() {
        return samples(version, layer);
    }

    /** Bytes between the header and the sound of MP3: where encoders put a note to players in the first frame. */
    public int sideInformationBytes() {
        if (version == Version.MPEG_1) {
            return stereo ? 32 : 17;
        }
        return stereo ? 17 : 9;
    }

    /** Whether both may be of one stream, in which channels and bit rate may change but not the length of a frame in time. */
    public boolean isLike(MpegAudioHeader other) {
        return version == other.version && layer == other.layer && sampleRate == other.sampleRate;
    }

    private static int samples(Version version, int layer) {
        return switch (layer) {
            case 1 -> 384;
            case 2 -> 1152;
            default -> version == Version.MPEG_1 ? 1152 : 576;
        };
    }

    private static int kilobits(Version version, int layer, int index) {
        if (version == Version.MPEG_1) {
            return KILOBITS_1[layer - 1][index];
        }
        return (layer == 1 ? KILOBITS_2_LAYER_1 : KILOBITS_2)[index];
    }

    private static int halvings(Version version) {
        return switch (version) {
            case MPEG_1, RESERVED -> 0;
            case MPEG_2 -> 1;
            case MPEG_2_5 -> 2;
        };
    }
}
