package io.millrace.flv;

import static io.millrace.media.MediaFileException.Cause.STRUCTURE;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the beginning of a file tells.
 *
 * @param position where the first tag begins
 * @param firstFrame the first audio or video tag that is no header, or null
 * @param base the timestamp at which the recording begins: that of the first frame, or a little less
 * @param lead the video track whose key frames count, or null if there seems to be no video
 * @param headers by position; behind the first frame too
 */
record FirstTags(
        long position,
        @Nullable LocatedTag firstFrame,
        long base,
        @Nullable Track lead,
        SequencedMap<Long, MediaFrame> headers,
        @Nullable FileMetadata metadata) {
    /** A live recording may have the sequence headers of audio behind frames of video. */
    private static final int MAX_TAGS = 64;

    /** How much earlier the first frame of one kind may be than that of the other before it. */
    private static final long INTERLEAVING_MILLIS = 1000;

    /** @throws MediaFileException if this is no FLV file */
    static FirstTags of(ByteSource source) throws IOException {
        Bytes start = source.read(0, FlvWriter.FILE_HEADER_LENGTH);
        if (start.length() < FlvWriter.FILE_HEADER_LENGTH || !start.startsWith(FlvReader.SIGNATURE)) {
            throw new MediaFileException(STRUCTURE, "no FLV file: it begins with " + start);
        }
        long dataOffset =
                Math.max(FlvWriter.FILE_HEADER_LENGTH, start.from(5).reader().u32());
        if (dataOffset > source.size()) {
            throw new MediaFileException(
                    STRUCTURE, "FLV header of " + dataOffset + " bytes in a file of " + source.size());
        }
        boolean saysVideo = (start.u8(4) & FlvWriter.VIDEO_FLAG) != 0;
        return walk(source, dataOffset + FlvWriter.PREVIOUS_TAG_SIZE_LENGTH, saysVideo ? Track.VIDEO_0 : null);
    }

    /** Whether a file that began like this may have grown into one that begins like {@code other}. */
    boolean mayBecome(FirstTags other) {
        return firstFrame != null
                && firstFrame.equals(other.firstFrame)
                && base == other.base
                && Objects.equals(lead, other.lead);
    }

    /** About as much as it takes: metadata as values is larger than its bytes. */
    long memoryBytes() {
        long bodies = headers.values().stream()
                .mapToLong(header -> header.body().length())
                .sum();
        return metadata == null ? bodies : bodies + 4L * metadata.body().length();
    }

    private static FirstTags walk(ByteSource source, long position, @Nullable Track promised) throws IOException {
        var tags = new TagReader(source, TagReader.FOR_BODIES);
        tags.position(position);
        LocatedTag firstFrame = null;
        long base = 0;
        Track lead = null;
        SequencedMap<Long, MediaFrame> headers = new TreeMap<>();
        FileMetadata metadata = null;
        LocatedTag tag = tags.next();
        for (int count = 0; count < MAX_TAGS && tag != null; count++, tag = tags.next()) {
            if (tag.isVideo()) {
                lead = lead(lead, tags.peek(tag));
            }
            MediaFrame header = tags.header(tag);
            if (header != null) {
                headers.put(tag.position(), header);
                if (metadata == null && header.kind() == MediaKind.DATA) {
                    metadata = FileMetadata.parse(header.body()).orElse(null);
                }
            } else if (tags.isFrame(tag)) {
                if (firstFrame == null) {
                    firstFrame = tag;
                    base = tag.timestampMillis();
                } else if (base - tag.timestampMillis() < INTERLEAVING_MILLIS) {
                    base = Math.min(base, tag.timestampMillis());
                }
            }
        }
        return new FirstTags(position, firstFrame, base, lead == null ? promised : lead, headers, metadata);
    }

    /** The default track leads, or the first one there is. */
    private static @Nullable Track lead(@Nullable Track lead, List<MediaPacket> packets) {
        for (MediaPacket packet : packets) {
            if (lead == null || packet.track().equals(Track.VIDEO_0)) {
                lead = packet.track();
            }
        }
        return lead;
    }
}
