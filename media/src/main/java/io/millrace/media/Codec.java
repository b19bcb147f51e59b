package io.millrace.media;

/**
 * How a packet names its codec: by FourCC in Enhanced messages, by a number of 4 bits in legacy ones. {@code avc1} and
 * legacy video codec 7 are the same codec named in two ways.
 */
public sealed interface Codec {

    /** Named by an Enhanced RTMP header. */
    record Enhanced(FourCc fourCc) implements Codec {}

    /**
     * Named by SoundFormat [FLV10.1 §E.4.2.1].
     *
     * @param soundFormat 0 to 15
     */
    record LegacyAudio(int soundFormat) implements Codec {}

    /**
     * Named by CodecID [FLV10.1 §E.4.3.1].
     *
     * @param codecId 0 to 15
     */
    record LegacyVideo(int codecId) implements Codec {}

    /** No codec is named: a silence message, a command, or a header too short to name one. */
    record None() implements Codec {}
}
