package io.millrace.flv;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes FLV files and streams: one header, then tags. Media time that does not fit the signed 32 bits of a timestamp,
 * 24.8 days, is re-based: the first tag beyond starts at 0 again and what follows is relative to it [F-10]. For one
 * thread.
 */
public final class FlvWriter {
    static final int FILE_HEADER_LENGTH = 9;
    static final int TAG_HEADER_LENGTH = 11;
    static final int PREVIOUS_TAG_SIZE_LENGTH = 4;
    private static final int VERSION = 1;
    static final int AUDIO_FLAG = 0x04;
    static final int VIDEO_FLAG = 0x01;

    private long baseMillis;

    /** For a file that has no tag yet. */
    public FlvWriter() {}

    /** The file header and the size of the tag before the first, which is 0: 13 bytes [F-01, ER-007]. */
    public static void writeHeader(FlvHeader header, ByteWriter out) {
        out.utf8("FLV").u8(VERSION);
        out.u8(flags(header)).u32(FILE_HEADER_LENGTH).u32(0);
    }

    static int flags(FlvHeader header) {
        return (header.audio() ? AUDIO_FLAG : 0) | (header.video() ? VIDEO_FLAG : 0);
    }

    /**
     * The tag and its size: 15 bytes more than its body [F-02]. A time before the file's zero, as late audio has it
     * after video was re-based, is written as 0: readers take negative numbers for huge ones.
     */
    public void write(FlvTag tag, ByteWriter out) {
        pieces(tag).forEach(out::bytes);
    }

    /** The same as three pieces, the second of which is the body itself: for who need not copy it. */
    public List<Bytes> pieces(FlvTag tag) {
        Bytes header =
                header(tag.type(), relative(tag.timestampMillis()), tag.body().length());
        return List.of(header, tag.body(), size(tag.body().length()));
    }

    /** Bytes of a tag and its size. */
    public static int tagLength(int bodyLength) {
        return TAG_HEADER_LENGTH + bodyLength + PREVIOUS_TAG_SIZE_LENGTH;
    }

    /**
     * A tag of a stream, whose time is that of RTMP messages and goes on from the largest number to the smallest, and its size.
     *
     * @param out has room for {@link #tagLength}
     */
    public static void put(int type, int timestamp, Bytes body, ByteBuffer out) {
        header(type, timestamp, body.length()).copyTo(out, 0, TAG_HEADER_LENGTH);
        body.copyTo(out, 0, body.length());
        size(body.length()).copyTo(out, 0, PREVIOUS_TAG_SIZE_LENGTH);
    }

    private static Bytes header(int type, int timestamp, int bodyLength) {
        return new ByteWriter(TAG_HEADER_LENGTH)
                .u8(type)
                .u24(bodyLength)
                .u24(timestamp)
                .u8(timestamp >> 24)
                .u24(0)
                .toBytes();
    }

    private static Bytes size(int bodyLength) {
        return new ByteWriter(PREVIOUS_TAG_SIZE_LENGTH)
                .u32(TAG_HEADER_LENGTH + bodyLength)
                .toBytes();
    }

    private int relative(long millis) {
        if (millis - baseMillis > Integer.MAX_VALUE) {
            baseMillis = millis;
        }
        return (int) Math.max(0, millis - baseMillis);
    }
}
