package io.millrace.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One tag of an FLV file, read by as little code as possible: an RTMP message as it was on the wire, when FFmpeg
 * recorded it with {@link Ffmpeg#record}.
 *
 * @param timestampMillis 0 to 0xFFFFFFFF
 * @param body read-only, compared by content
 */
public record FlvTag(int type, long timestampMillis, ByteBuffer body) {
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;

    private static final int FILE_HEADER = 9 + 4;
    private static final int TAG_HEADER = 11;
    private static final int BYTES_SHOWN = 12;

    public FlvTag {
        body = body.asReadOnlyBuffer();
    }

    /** The audio and video tags of {@code file}; a tag cut off at the end, as in a file being written, is left out. */
    public static List<FlvTag> media(Path file) {
        return read(file).stream()
                .filter(tag -> tag.type == AUDIO || tag.type == VIDEO)
                .toList();
    }

    static List<FlvTag> read(Path file) {
        ByteBuffer in;
        try {
            in = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var tags = new ArrayList<FlvTag>();
        int position = FILE_HEADER;
        while (position + TAG_HEADER <= in.limit()) {
            int size = in.getInt(position) & 0xFFFFFF;
            int body = position + TAG_HEADER;
            if (body + size > in.limit()) {
                break;
            }
            int low = in.getInt(position + 3) & 0xFFFFFF;
            long high = in.get(position + 7) & 0xFF;
            tags.add(new FlvTag(in.get(position), high << 24 | low, in.slice(body, size)));
            position = body + size + 4;
        }
        return tags;
    }

    static byte[] file(List<FlvTag> tags) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0});
        for (FlvTag tag : tags) {
            int size = tag.body.remaining();
            var header = ByteBuffer.allocate(TAG_HEADER);
            header.putInt(tag.type << 24 | size);
            header.putInt((int) (tag.timestampMillis << 8 | tag.timestampMillis >>> 24));
            out.writeBytes(header.array());
            out.writeBytes(tag.bytes());
            out.writeBytes(ByteBuffer.allocate(4).putInt(TAG_HEADER + size).array());
        }
        return out.toByteArray();
    }

    /** A copy of the body. */
    public byte[] bytes() {
        var bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    /** Fails, with the first difference, unless {@code received} equals {@code published} tag by tag. */
    public static void assertSame(List<FlvTag> published, List<FlvTag> received) {
        Difference.assertNone(published, received);
    }

    @Override
    public String toString() {
        byte[] bytes = bytes();
        String start = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(BYTES_SHOWN, bytes.length));
        return "tag " + type + " at " + timestampMillis + " ms, " + bytes.length + " bytes " + start + ", hash "
                + Integer.toHexString(body.hashCode());
    }
}
