package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * AudioSpecificConfig [ISO/IEC 14496-3 §1.6.2.1], what a sequence start of {@code mp4a} carries [ER-065]:
 *
 * <pre>
 *   5            4           (24)   4         (of HE-AAC:  4     (24)   5)
 *   object type  rate index  rate   channels               rate index   object type
 *   what the object type adds, (program config element), then (0x2B7: HE-AAC told to those only that look here)
 * </pre>
 *
 * HE-AAC that is not told at all looks like AAC-LC, with the rate and channels of its core.
 */
final class AudioSpecificConfig {
    private static final int ESCAPE_OBJECT_TYPE = 31;
    private static final int AAC_SCALABLE = 6;
    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int FIRST_ERROR_RESILIENT = 17;
    private static final int ER_AAC_SCALABLE = 20;
    private static final int ER_BSAC = 22;
    private static final int EXPLICIT_RATE = 15;
    private static final int SBR_SYNC = 0x2B7;
    private static final int PS_SYNC = 0x548;
    private static final int[] SAMPLE_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };
    /** Channels for each channel configuration; 0 is for what is reserved. */
    private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8, 0};

    private final BitReader in;
    private int objectType;
    private int sampleRate;
    private int channels;
    private boolean sbr;
    private boolean ps;

    private AudioSpecificConfig(Bytes config) {
        in = new BitReader(config);
    }

    static AudioParameters parse(Bytes config) {
        var parser = new AudioSpecificConfig(config);
        parser.read();
        return parser.result();
    }

    private void read() {
        objectType = readObjectType();
        sampleRate = readSampleRate();
        int channelConfiguration = in.bits(4);
        channels = CHANNELS[channelConfiguration];
        if (objectType == SBR || objectType == PS) {
            sbr = true;
            ps = objectType == PS;
            sampleRate = readSampleRate();
            objectType = readObjectType();
            in.skip(objectType == ER_BSAC ? 4 : 0);
        }
        if (!isGeneralAudio(objectType)) {
            return;
        }
        readGeneralAudio(channelConfiguration == 0);
        if (!sbr && objectType < FIRST_ERROR_RESILIENT) {
            readBackwardCompatibleSbr();
        }
    }

    private int readObjectType() {
        int type = in.bits(5);
        return type == ESCAPE_OBJECT_TYPE ? 32 + in.bits(6) : type;
    }

    private int readSampleRate() {
        int index = in.bits(4);
        int rate = index == EXPLICIT_RATE ? in.bits(24) : index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
        if (rate == 0) {
            throw new MalformedConfigurationException(
                    "AAC sample rate index " + index + " (limit: 12, or 15 and a rate)");
        }
        return rate;
    }

    private static boolean isGeneralAudio(int objectType) {
        return switch (objectType) {
            case 1, 2, 3, 4, AAC_SCALABLE, 7, 17, 19, ER_AAC_SCALABLE, 21, ER_BSAC, 23 -> true;
            default -> false;
        };
    }

    /** GASpecificConfig [ISO/IEC 14496-3 §4.4.1]; what error resilience adds at its end is not read. */
    private void readGeneralAudio(boolean hasProgramConfig) {
        in.skip(1); // length of frames
        if (in.flag()) { // depends on a core coder
            in.skip(14);
        }
        boolean extension = in.flag();
        if (hasProgramConfig) {
            readProgramConfig();
        }
        if (objectType == AAC_SCALABLE || objectType == ER_AAC_SCALABLE) {
            in.skip(3);
        }
        if (extension && objectType < FIRST_ERROR_RESILIENT) {
            in.skip(1);
        }
    }

    /** program_config_element, where each element is one channel or a pair [ISO/IEC 14496-3 §4.4.1.1]. */
    private void readProgramConfig() {
        in.skip(4 + 2 + 4);
        int elements = in.bits(4) + in.bits(4) + in.bits(4); // front, side, back
        int lowFrequency = in.bits(2);
        int associatedData = in.bits(3);
        int coupling = in.bits(4);
        in.skip(in.flag() ? 4 : 0); // mono mixdown
        in.skip(in.flag() ? 4 : 0); // stereo mixdown
        in.skip(in.flag() ? 3 : 0); // matrix mixdown
        channels = lowFrequency;
        for (int i = 0; i < elements; i++) {
            channels += in.flag() ? 2 : 1;
            in.skip(4);
        }
        in.skip(4L * lowFrequency + 4L * associatedData + 5L * coupling);
        in.align();
        in.skip(8L * in.bits(8)); // comment
    }

    /** Old decoders stop before it and hear the core only. */
    private void readBackwardCompatibleSbr() {
        if (in.remaining() < 16 || in.bits(11) != SBR_SYNC || readObjectType() != SBR) {
            return;
        }
        sbr = in.flag();
        if (!sbr) {
            return;
        }
        sampleRate = readSampleRate();
        ps = in.remaining() >= 12 && in.bits(11) == PS_SYNC && in.flag();
    }

    private AudioParameters result() {
        int shownType = ps ? PS : sbr ? SBR : objectType;
        // Parametric stereo makes two channels of one.
        int shownChannels = ps && channels == 1 ? 2 : channels;
        return new AudioParameters("mp4a.40." + shownType, profileName(shownType), sampleRate, shownChannels);
    }

    /** [ISO/IEC 14496-3 §1.5.1.1], by the names that people use. */
    private static String profileName(int objectType) {
        return switch (objectType) {
            case 1 -> "AAC Main";
            case 2 -> "AAC-LC";
            case 3 -> "AAC-SSR";
            case 4 -> "AAC-LTP";
            case SBR -> "HE-AAC";
            case AAC_SCALABLE -> "AAC Scalable";
            case 23 -> "AAC-LD";
            case PS -> "HE-AAC v2";
            case 32 -> "MPEG Layer I";
            case 33 -> "MPEG Layer II";
            case 34 -> "MPEG Layer III";
            case 36 -> "ALS";
            case 39 -> "AAC-ELD";
            case 42 -> "xHE-AAC";
            default -> "Object type " + objectType;
        };
    }
}
