package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.media.codec.MpegAudioHeader;

/** The four bits of a legacy audio message behind SoundFormat: SoundRate, SoundSize and SoundType [FLV10.1 §E.4.2.1]. */
public final class SoundFlags {
    /** What AAC always has, whatever its rate and channels: those are in its configuration. */
    static final int AAC = 0x0F;

    private static final int SIXTEEN_BITS = 2;
    private static final int STEREO = 1;

    private SoundFlags() {}

    /** Of the rates there are, the nearest: decoders of MP3 go by the frame itself. */
    public static int of(int sampleRate, boolean stereo) {
        int rate = sampleRate > 32_000 ? 3 : sampleRate > 16_000 ? 2 : sampleRate > 8_000 ? 1 : 0;
        return rate << 2 | SIXTEEN_BITS | (stereo ? STEREO : 0);
    }

    /** Of a frame of MP3, as its header says; those of CD sound where there is none. */
    static int ofMp3(Bytes frame) {
        return frame.length() < MpegAudioHeader.BYTES
                ? of(44_100, true)
                : MpegAudioHeader.of(frame.reader().i32())
                        .map(header -> of(header.sampleRate(), header.stereo()))
                        .orElse(of(44_100, true));
    }
}
