package io.millrace.flv;

import io.millrace.bytes.Bytes;

/**
 * One tag of an FLV file: an RTMP message of the same type and body [F-10].
 *
 * @param type 0 to 31: {@link #AUDIO}, {@link #VIDEO}, {@link #SCRIPT} or {@link #SCRIPT_AMF3}
 * @param timestampMillis as read, a signed 32-bit number; to be written, any, see {@link FlvWriter}
 * @param body at most 16 777 215 bytes
 */
public record FlvTag(int type, long timestampMillis, Bytes body) {
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    /** A script tag whose values are AMF3 after a format byte, as in data message 15 [ER-193]. */
    public static final int SCRIPT_AMF3 = 15;

    public static final int SCRIPT = 18;

    /** Longest body: a tag's size has 24 bits, as has the length of an RTMP message. */
    static final int MAX_BODY = 0xFF_FFFF;

    public FlvTag {
        if (type < 0 || type > 31) {
            throw new IllegalArgumentException("FLV tag type " + type + " (expected: 0 to 31)");
        }
        if (body.length() > MAX_BODY) {
            throw new IllegalArgumentException(
                    "FLV tag of " + body.length() + " bytes (expected: at most " + MAX_BODY + ")");
        }
    }
}
