package io.millrace.mux;

/** The four bits of a legacy audio message behind SoundFormat: SoundRate, SoundSize and SoundType [FLV10.1 §E.4.2.1]. */
final class SoundFlags {
    private static final int SIXTEEN_BITS = 2;
    private static final int STEREO = 1;

    private SoundFlags() {}

    /** Of the rates there are, the nearest: decoders of MP3 go by the frame itself. */
    static int of(int sampleRate, boolean stereo) {
        int rate = sampleRate > 32_000 ? 3 : sampleRate > 16_000 ? 2 : sampleRate > 8_000 ? 1 : 0;
        return rate << 2 | SIXTEEN_BITS | (stereo ? STEREO : 0);
    }
}
