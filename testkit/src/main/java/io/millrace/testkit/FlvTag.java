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
    public static final int SCRIPT = 18;

    private static final int LEGACY_AAC = 10;
    private static final int LEGACY_AVC = 7;
    private static final int ENHANCED_AUDIO = 9;
    private static final int ENHANCED_VIDEO = 0x80;
    private static final int AUDIO_MULTITRACK = 5;
    private static final int VIDEO_MULTITRACK = 6;
    private static final int CODED_FRAMES = 1;
    private static final int CODED_FRAMES_X_BIT = 2; // type 3 is coded frames without composition time

    private static final int FILE_HEADER = 9 + 4;
    private static final int TAG_HEADER = 11;
    private static final int BYTES_SHOWN = 12;

    public FlvTag {
        body = body.asReadOnlyBuffer();
    }

    /** All tags of {@code file}; one that is cut off at the end, as in a file being written, is left out. */
    public static List<FlvTag> read(Path file) {
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

    /** An FLV file of these tags. */
    public static byte[] file(List<FlvTag> tags) {
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

    /** Whether this is a picture or sound, and not a header, a description or an end mark. */
    public boolean isCodedFrame() {
        int first = body.get(0) & 0xFF;
        return switch (type) {
            case AUDIO ->
                switch (first >> 4) {
                    case LEGACY_AAC -> body.get(1) == CODED_FRAMES;
                    case ENHANCED_AUDIO -> enhancedType(first, AUDIO_MULTITRACK) == CODED_FRAMES;
                    default -> true;
                };
            case VIDEO ->
                (first & ENHANCED_VIDEO) == 0
                        ? (first & 0x0F) != LEGACY_AVC || body.get(1) == CODED_FRAMES
                        : (enhancedType(first, VIDEO_MULTITRACK) & ~CODED_FRAMES_X_BIT) == CODED_FRAMES;
            default -> false;
        };
    }

    /** Whether this is Enhanced RTMP's wrapper for tracks other than the first. */
    public boolean isMultitrack() {
        int first = body.get(0) & 0xFF;
        return switch (type) {
            case AUDIO -> first == (ENHANCED_AUDIO << 4 | AUDIO_MULTITRACK);
            case VIDEO -> (first & ENHANCED_VIDEO) != 0 && (first & 0x0F) == VIDEO_MULTITRACK;
            default -> false;
        };
    }

    /** Whether decoding can start here: a coded video frame of frame type 1. */
    public boolean isKeyFrame() {
        return type == VIDEO && isCodedFrame() && (body.get(0) & 0x70) == 0x10;
    }

    private int enhancedType(int first, int multitrack) {
        int packetType = first & 0x0F;
        return packetType == multitrack ? body.get(1) & 0x0F : packetType;
    }

    /** A copy of the body. */
    public byte[] bytes() {
        var bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Fails, with the first difference, unless the media tags of {@code received} are those of {@code published}: coded
     * frames in the same order at the same times, headers with the same bodies. A server may send headers in another
     * order and at the time of the frame they precede.
     */
    public static void assertReceived(List<FlvTag> published, List<FlvTag> received) {
        Difference.assertNone(coded(published), coded(received));
        Difference.assertNone(headers(published), headers(received));
    }

    private static List<FlvTag> coded(List<FlvTag> tags) {
        return tags.stream().filter(FlvTag::isCodedFrame).toList();
    }

    private static List<String> headers(List<FlvTag> tags) {
        return tags.stream()
                .filter(tag -> tag.type != SCRIPT && !tag.isCodedFrame())
                .map(tag -> "tag " + tag.type + " " + HexFormat.of().formatHex(tag.bytes()))
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        byte[] bytes = bytes();
        String start = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(BYTES_SHOWN, bytes.length));
        return "tag " + type + " at " + timestampMillis + " ms, " + bytes.length + " bytes " + start + ", hash "
                + Integer.toHexString(body.hashCode());
    }
}
