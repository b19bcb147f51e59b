package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the tags of a file, the bodies only where they are asked for. Tags that hold nothing to send are passed
 * over: of unknown type, encrypted, without a body where that means nothing [F-03, F-04]. It ends where no whole tag
 * follows. For one thread.
 */
final class TagReader {
    /** Bytes to read at once by those who want the bodies, and by those who do not. */
    static final int FOR_BODIES = 64 * 1024;

    static final int FOR_HEADERS = 4 * 1024;

    /** As much of a body as tells what a message without prelude or wrapper is. */
    private static final int PEEK = 16;

    private final ByteSource source;
    private final SourceWindow window;
    private long position;
    private long size; // of the source when it was last asked: each time would be a system call for each tag

    TagReader(ByteSource source, int pieceLength) {
        this.source = source;
        window = new SourceWindow(source, pieceLength);
    }

    void position(long newPosition) {
        position = newPosition;
    }

    /** Goes on after the next tag that there may be something to send of, and gives it; null at the end. */
    @Nullable
    LocatedTag next() throws IOException {
        while (true) {
            LocatedTag tag = LocatedTag.read(window, position);
            if (tag == null || !isThere(tag.bodyEnd())) {
                return null;
            }
            position = tag.next();
            boolean isEmptyScript = tag.header().bodyLength() == 0 && !tag.isMedia();
            if (tag.header().known() && !tag.header().encrypted() && !isEmptyScript) {
                return tag;
            }
        }
    }

    /** Where {@link #next} has come to its end: whether something follows that is no whole tag. */
    boolean isCutShort() throws IOException {
        return position < source.size();
    }

    private boolean isThere(long end) throws IOException {
        if (end > size) {
            size = source.size();
        }
        return end <= size;
    }

    private Bytes body(LocatedTag tag) throws IOException {
        return window.read(tag.bodyPosition(), tag.header().bodyLength());
    }

    /** The frame that the tag holds, with its timestamp for a time; null if its header lies [ER-084]. */
    @Nullable
    MediaFrame frame(LocatedTag tag) throws IOException {
        Bytes body = body(tag);
        // Less when the file has become shorter.
        return body.length() < tag.header().bodyLength() ? null : frame(tag, body);
    }

    private static @Nullable MediaFrame frame(LocatedTag tag, Bytes body) {
        return frame(tag.header().type(), tag.timestampMillis(), body);
    }

    /** The same of a tag whose body is there; null as well if there is nothing in it to send. */
    static @Nullable MediaFrame frame(int type, long dtsMillis, Bytes body) {
        try {
            return switch (type) {
                case FlvTag.AUDIO -> new MediaFrame(MediaKind.AUDIO, dtsMillis, body, AudioTagCodec.decode(body));
                case FlvTag.VIDEO -> new MediaFrame(MediaKind.VIDEO, dtsMillis, body, VideoTagCodec.decode(body));
                default ->
                    ScriptBody.of(type, body)
                            .map(script -> new MediaFrame(MediaKind.DATA, dtsMillis, script, List.of()))
                            .orElse(null);
            };
        } catch (MalformedTagException e) {
            return null;
        }
    }

    /** The frame that the tag holds if it is one to be known before others, fit to be kept; else null. */
    @Nullable
    MediaFrame header(LocatedTag tag) throws IOException {
        if (tag.isMedia()
                && peek(tag).stream().noneMatch(packet -> packet.type().isHeader())) {
            return null;
        }
        MediaFrame frame = frame(tag, Bytes.wrap(body(tag).toByteArray()));
        return frame != null && HeaderFrames.isHeader(frame) ? frame : null;
    }

    /** Whether it is audio or video that {@link #frame} can read. */
    boolean isFrame(LocatedTag tag) throws IOException {
        return tag.isMedia() && !peek(tag).isEmpty();
    }

    boolean isKeyFrame(LocatedTag tag, Track track) throws IOException {
        return tag.isVideo()
                && peek(tag).stream()
                        .anyMatch(packet -> packet.keyFrame() && packet.track().equals(track));
    }

    /**
     * The packets of an audio or video tag without their payloads, of which no more is read than must be; none if its
     * header lies.
     */
    List<MediaPacket> peek(LocatedTag tag) throws IOException {
        Bytes start = window.read(tag.bodyPosition(), Math.min(tag.header().bodyLength(), PEEK));
        boolean audio = !tag.isVideo();
        boolean longHeader = audio
                ? AudioTagCodec.isEnhanced(start) && EnhancedMessage.isWrapped(start, AudioTagCodec.MULTITRACK)
                : VideoTagCodec.isEnhanced(start) && EnhancedMessage.isWrapped(start, VideoTagCodec.MULTITRACK);
        Bytes body = longHeader ? body(tag) : start;
        try {
            return audio ? AudioTagCodec.decode(body) : VideoTagCodec.decode(body);
        } catch (MalformedTagException e) {
            return List.of();
        }
    }
}
