package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A live stream on its way into an FLV file: the bytes of the file, in order. Frames become tags as they are [F-10]. Only
 * its beginning, the head, is written again when the recording is complete: it has room for what is known then, the
 * length and an index of the key frames [F-08]. Until then it says neither, so that a file that was never completed is
 * read like any that has no index [F-09]. For one thread.
 *
 * <p>Beside the usual properties the metadata has {@code headerpositions}, the offsets of tags with sequence headers that
 * differ from those before them, those at the beginning left out; and, if something is missing, {@code gaps}: the times
 * in seconds of the last frame before each and of the first one after. An entry of the index leads to a key frame or to
 * the changed headers directly before it. A long recording has only every second, fourth ... key frame in its index.
 */
public final class FlvRecording {
    /** A publisher's clock that begins below this is kept, so that the tags have the times that live players saw. */
    private static final long MAX_START_MILLIS = 1000;

    /** Between what was recorded before and what is appended: time for the last frame to be seen. */
    private static final long APPEND_MILLIS = 40;

    /** Enough for the headers of a packet; what matters of a frame is said there. */
    private static final int SCAN_LENGTH = 64;

    private final FlvWriter writer = new FlvWriter();
    private final RecordingHead head;
    private final RecordingSummary summary;
    private final long firstMillis; // the earliest time that a tag may have
    private final long offsetMillis; // from the stream's time to the file's
    private long length;

    private FlvRecording(
            RecordingHead head, RecordingSummary summary, long length, long firstMillis, long offsetMillis) {
        this.head = head;
        this.summary = summary;
        this.length = length;
        this.firstMillis = firstMillis;
        this.offsetMillis = offsetMillis;
    }

    /**
     * A new recording. Its time begins at 0 with the stream's {@code dtsMillis}; if that is less than a second, the
     * stream's own time is kept.
     *
     * @param metadata the body of the publisher's onMetaData message, or empty
     * @param dtsMillis of the first frame
     */
    public static FlvRecording start(Bytes metadata, long dtsMillis) {
        RecordingHead head = RecordingHead.create(metadata);
        boolean keep = dtsMillis >= 0 && dtsMillis < MAX_START_MILLIS;
        return new FlvRecording(head, new RecordingSummary(), head.length(), 0, keep ? 0 : -dtsMillis);
    }

    /**
     * Goes on after the last whole tag of {@code file}, in its time [F-09]. One that was not completed, or that is of
     * another writer, is looked through from beginning to end for that.
     *
     * @param dtsMillis of the first frame that is added
     * @throws io.millrace.media.MediaFileException if it is no FLV file
     */
    public static FlvRecording resume(ByteSource file, long dtsMillis) throws IOException {
        RecordingHead head = RecordingHead.read(file);
        long size = file.size();
        RecordingSummary summary;
        long length;
        if (RecordingSummary.covers(head.metadata(), size)) {
            summary = RecordingSummary.of(head.metadata());
            length = size;
        } else {
            summary = new RecordingSummary();
            length = scan(file, head.length(), summary);
        }
        long resumeMillis = summary.lastMillis() + APPEND_MILLIS;
        return new FlvRecording(head, summary, length, resumeMillis, resumeMillis - dtsMillis);
    }

    /** Length of the file so far: where the next tag goes. A file to be resumed may be longer, and is to be cut there. */
    public long length() {
        return length;
    }

    /** The beginning of the file while it is recorded. */
    public Bytes incompleteHead() {
        return head.incomplete();
    }

    /** The beginning of the file when nothing more is added; as long as the incomplete one. */
    public Bytes completeHead() {
        return head.complete(summary, length);
    }

    /**
     * The tag of a frame, in pieces.
     *
     * @param dtsMillis its time in the stream
     */
    public List<Bytes> add(MediaFrame frame, long dtsMillis) {
        long millis = Math.max(firstMillis, dtsMillis + offsetMillis);
        int type = switch (frame.kind()) {
            case AUDIO -> FlvTag.AUDIO;
            case VIDEO -> FlvTag.VIDEO;
            case DATA -> FlvTag.SCRIPT;
        };
        if (frame.kind() != MediaKind.DATA) {
            summary.add(type, frame.packets(), frame.body(), length, millis);
        }
        return pieces(new FlvTag(type, millis, frame.body()));
    }

    /**
     * The tag of metadata that changes in mid-stream, in pieces. Its time is 0, as live players have it: at any other,
     * FFmpeg takes it for a track of subtitles.
     */
    public List<Bytes> addMetadata(Bytes body) {
        return pieces(new FlvTag(FlvTag.SCRIPT, 0, body));
    }

    /** Notes that frames are missing between these two times of the stream. */
    public void addGap(long fromMillis, long toMillis) {
        summary.addGap(fromMillis + offsetMillis, toMillis + offsetMillis);
    }

    private List<Bytes> pieces(FlvTag tag) {
        List<Bytes> pieces = writer.pieces(tag);
        pieces.forEach(piece -> length += piece.length());
        return pieces;
    }

    /** The end of the last whole tag. What has no known type is no tag: a power cut may leave anything there. */
    private static long scan(ByteSource file, long from, RecordingSummary summary) throws IOException {
        long position = from;
        while (true) {
            Optional<TagHeader> header = TagHeader.read(file, position);
            if (header.isEmpty()
                    || !header.get().known()
                    || position + header.get().tagLength() > file.size()) {
                return position;
            }
            summarize(file, header.get(), position, summary);
            position += header.get().tagLength();
        }
    }

    private static void summarize(ByteSource file, TagHeader header, long position, RecordingSummary summary)
            throws IOException {
        boolean media = header.type() == FlvTag.AUDIO || header.type() == FlvTag.VIDEO;
        if (!media || header.encrypted()) {
            return;
        }
        long start = position + FlvWriter.TAG_HEADER_LENGTH;
        Bytes body = file.read(start, Math.min(header.bodyLength(), SCAN_LENGTH));
        List<MediaPacket> packets = packets(header.type(), body);
        if (isWrapped(header.type(), body) || RecordingSummary.isHeader(packets)) {
            body = file.read(start, header.bodyLength());
            packets = packets(header.type(), body);
        }
        summary.add(header.type(), packets, body, position, Math.max(0, header.timestampMillis()));
    }

    /** Whether there is ModEx or several tracks, so that the first bytes need not say it all. */
    private static boolean isWrapped(int type, Bytes body) {
        boolean enhanced = type == FlvTag.VIDEO ? VideoTagCodec.isEnhanced(body) : AudioTagCodec.isEnhanced(body);
        return enhanced && (body.u8(0) & 0x0F) >= AudioTagCodec.MULTITRACK;
    }

    /** None if the message is malformed. */
    private static List<MediaPacket> packets(int type, Bytes body) {
        try {
            return type == FlvTag.VIDEO ? VideoTagCodec.decode(body) : AudioTagCodec.decode(body);
        } catch (MalformedTagException e) {
            return List.of();
        }
    }
}
