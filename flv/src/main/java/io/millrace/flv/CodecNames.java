package io.millrace.flv;

/**
 * How H.264, AAC and MP3 are named, which have two names each: a number in legacy messages, a FourCC in Enhanced ones. All
 * but the first also turn HEVC under its unofficial CodecID into hvc1, which more players know [IP-60].
 */
public enum CodecNames {
    /** As the publisher names them. */
    AS_PUBLISHED,
    /** By number where a message allows it: what players from before Enhanced RTMP read. */
    LEGACY,
    /** By FourCC. */
    FOUR_CC
}
