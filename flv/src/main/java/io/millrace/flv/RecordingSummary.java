package io.millrace.flv;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the metadata of a recording says about its tags, gathered from one after the other [F-08]. For one thread. */
final class RecordingSummary {
    static final String DURATION = "duration";
    static final String FILE_SIZE = "filesize";
    private static final String LAST_TIMESTAMP = "lasttimestamp";
    private static final String LAST_KEY_FRAME_TIMESTAMP = "lastkeyframetimestamp";
    private static final String HAS_VIDEO = "hasVideo";
    private static final String HAS_AUDIO = "hasAudio";
    private static final String HAS_METADATA = "hasMetadata";
    private static final String HAS_KEY_FRAMES = "hasKeyframes";
    private static final String CAN_SEEK_TO_END = "canSeekToEnd";
    private static final String GAPS = "gaps";
    private static final String HEADER_POSITIONS = "headerpositions";
    private static final String KEY_FRAMES = "keyframes";

    /** Properties that a recording sets; a publisher's of these names say nothing about it. */
    static final Set<String> NAMES = Set.of(
            DURATION,
            FILE_SIZE,
            LAST_TIMESTAMP,
            LAST_KEY_FRAME_TIMESTAMP,
            HAS_VIDEO,
            HAS_AUDIO,
            HAS_METADATA,
            HAS_KEY_FRAMES,
            CAN_SEEK_TO_END,
            GAPS,
            HEADER_POSITIONS,
            KEY_FRAMES);

    /** When headers change more often than this, the recording gets no index: a reader has to look at every tag. */
    private static final int MAX_HEADERS = 1024;

    private static final int MAX_GAPS = 100;
    private static final long NONE = -1;

    private final KeyFrameIndex keyFrames;
    private final List<AmfValue> headerPositions = new ArrayList<>();
    private final List<AmfValue> gaps = new ArrayList<>();
    private final Map<Slot, Bytes> headers = new HashMap<>();
    private boolean tooManyHeaders;
    private boolean mediaBegun;
    private boolean audio;
    private boolean video;
    private boolean endsWithKeyFrame;
    private long lastMillis;
    private long lastKeyFrameMillis;
    private long headersSince = NONE; // position of the first of those that nothing but headers has followed
    private @Nullable Track leadVideo;

    private record Slot(Track track, PacketType type) {}

    private RecordingSummary(KeyFrameIndex keyFrames) {
        this.keyFrames = keyFrames;
    }

    /** Of a recording without tags. */
    RecordingSummary() {
        this(new KeyFrameIndex());
    }

    /** What {@link #properties} said. */
    static RecordingSummary of(AmfProperties said) {
        AmfValue keyFrames = said.get(KEY_FRAMES);
        var summary = new RecordingSummary(
                KeyFrameIndex.of(keyFrames == null ? AmfProperties.EMPTY : keyFrames.asProperties()));
        KeyFrameIndex.numbers(said.get(HEADER_POSITIONS)).forEach(at -> summary.headerPositions.add(new AmfNumber(at)));
        KeyFrameIndex.numbers(said.get(GAPS)).forEach(at -> summary.gaps.add(new AmfNumber(at)));
        summary.mediaBegun = true;
        summary.audio = said.bool(HAS_AUDIO).orElse(false);
        summary.video = said.bool(HAS_VIDEO).orElse(false);
        summary.lastMillis = millis(said, LAST_TIMESTAMP);
        summary.lastKeyFrameMillis = millis(said, LAST_KEY_FRAME_TIMESTAMP);
        return summary;
    }

    /** Whether {@code said} is a complete summary of a file of that size: nothing has been added since it was written. */
    static boolean covers(AmfProperties said, long fileSize) {
        boolean indexed = said.get(KEY_FRAMES) != null || !said.bool(HAS_VIDEO).orElse(true);
        return said.get(HEADER_POSITIONS) != null
                && indexed
                && said.number(FILE_SIZE).orElse(0) == fileSize;
    }

    /**
     * The next audio or video tag.
     *
     * @param body may be cut short, unless the tag holds headers
     */
    void add(int type, List<MediaPacket> packets, Bytes body, long position, long millis) {
        audio |= type == FlvTag.AUDIO;
        video |= type == FlvTag.VIDEO;
        lastMillis = Math.max(lastMillis, millis);
        if (isHeader(packets)) {
            addHeader(packets, body, position);
            return;
        }
        mediaBegun = true;
        packets.forEach(this::followVideo);
        if (type == FlvTag.VIDEO) {
            endsWithKeyFrame = packets.stream()
                    .anyMatch(packet -> packet.keyFrame() && packet.track().equals(leadVideo));
            if (endsWithKeyFrame) {
                keyFrames.add(headersSince == NONE ? position : headersSince, millis);
                lastKeyFrameMillis = millis;
            }
        }
        headersSince = NONE;
    }

    static boolean isHeader(List<MediaPacket> packets) {
        return packets.stream().anyMatch(packet -> packet.type().isHeader());
    }

    /** Media that is missing: from the last frame before to the first frame after. */
    void addGap(long fromMillis, long toMillis) {
        if (gaps.size() < 2 * MAX_GAPS) {
            gaps.add(seconds(fromMillis));
            gaps.add(seconds(toMillis));
        }
    }

    long lastMillis() {
        return lastMillis;
    }

    FlvHeader flags() {
        return new FlvHeader(audio, video);
    }

    /** Entries of the index; 0: there is none. */
    int indexSize() {
        return tooManyHeaders ? 0 : keyFrames.size();
    }

    /** Everything, with every {@code nth} entry of the index; without the index when {@code nth} is 0. */
    AmfProperties properties(long fileSize, int nth) {
        AmfProperties.Builder said = AmfProperties.builder()
                .put(DURATION, seconds(lastMillis))
                .put(FILE_SIZE, (double) fileSize)
                .put(LAST_TIMESTAMP, seconds(lastMillis))
                .put(LAST_KEY_FRAME_TIMESTAMP, seconds(lastKeyFrameMillis))
                .put(HAS_VIDEO, video)
                .put(HAS_AUDIO, audio)
                .put(HAS_METADATA, true)
                .put(CAN_SEEK_TO_END, endsWithKeyFrame)
                .put(HAS_KEY_FRAMES, nth > 0);
        if (!gaps.isEmpty()) {
            said.put(GAPS, new AmfStrictArray(gaps));
        }
        if (nth > 0) {
            said.put(KEY_FRAMES, keyFrames.toAmf(nth));
        }
        if (!tooManyHeaders) {
            said.put(HEADER_POSITIONS, new AmfStrictArray(headerPositions));
        }
        return said.build();
    }

    private void addHeader(List<MediaPacket> packets, Bytes body, long position) {
        boolean changed = false;
        for (MediaPacket packet : packets) {
            changed |= !body.equals(headers.put(new Slot(packet.track(), packet.type()), body));
        }
        if (!changed) {
            return; // said again, as some encoders do with each key frame
        }
        if (headersSince == NONE) {
            headersSince = position;
        }
        if (mediaBegun && headerPositions.size() < MAX_HEADERS) {
            headerPositions.add(new AmfNumber(position));
        } else if (mediaBegun) {
            tooManyHeaders = true;
        }
    }

    /** The default track leads, or the first one there is. */
    private void followVideo(MediaPacket packet) {
        if (packet.keyFrame() && (leadVideo == null || packet.track().equals(Track.VIDEO_0))) {
            leadVideo = packet.track();
        }
    }

    private static AmfNumber seconds(long millis) {
        return new AmfNumber(millis / 1000.0);
    }

    private static long millis(AmfProperties said, String name) {
        return Math.round(said.number(name).orElse(0) * 1000);
    }
}
