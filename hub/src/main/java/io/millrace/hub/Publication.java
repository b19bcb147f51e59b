package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.TrackInfo;
import java.time.Duration;
import java.util.List;

/**
 * The right to append to a {@link LiveStream}, held by one publisher at a time. One that replaces another gets it at its
 * first key frame; what it appends before is taken and left out, but for metadata and headers. When another has taken over,
 * appends are refused: {@code append} then gives false, and the publisher should be told to go. For one thread at a time.
 */
public final class Publication {
    private final LiveStream stream;
    private final Timeline timeline;
    private volatile List<TrackInfo> tracks = List.of();
    private boolean ended;

    // The stream's lock guards these.
    private boolean replaceable;
    private long lastSentNanos;

    Publication(LiveStream stream, Timeline timeline, long nowNanos) {
        this.stream = stream;
        this.timeline = timeline;
        this.lastSentNanos = nowNanos;
    }

    // ---- the stream, under its lock ----

    void replaceable() {
        replaceable = true;
    }

    boolean awaitsSuccessor() {
        return replaceable;
    }

    void sentAt(long nowNanos) {
        lastSentNanos = nowNanos;
    }

    /** Whether another may take its place: it has said so, or has sent nothing for {@code silence}. */
    boolean isReplaceable(long nowNanos, Duration silence) {
        return replaceable || nowNanos - lastSentNanos > silence.toNanos();
    }

    // ---- the publisher ----

    public LiveStream stream() {
        return stream;
    }

    /** Where this publisher's timestamps belong in the log. */
    public Timeline timeline() {
        return timeline;
    }

    public boolean append(MediaFrame frame) {
        return stream.append(this, new LogEntry.Frame(frame), frame.kind() == MediaKind.AUDIO);
    }

    /** Stores a data message for viewers to come and sends it to those who are there. */
    public boolean setMetadata(String name, MediaFrame frame) {
        return stream.append(this, new LogEntry.Metadata(name, frame), false);
    }

    /** Stores metadata with track maps, for viewers who get more than track 0, now and to come. */
    public boolean setTrackMaps(MediaFrame frame) {
        return stream.append(this, new LogEntry.TrackMaps(frame), false);
    }

    /** What is known of the tracks by now; the stream shows it while this publisher holds it. */
    public void describe(List<TrackInfo> known) {
        tracks = List.copyOf(known);
        stream.described(this);
    }

    List<TrackInfo> tracks() {
        return tracks;
    }

    /** Forgets a stored data message. Viewers who have it are not told: there is no message for that. */
    public void clearMetadata(String name) {
        stream.clearMetadata(this, name);
    }

    /** Tells viewers that the publisher has fallen silent; once, until it sends again. */
    public void dry() {
        stream.dry(this);
    }

    /**
     * Another may take over at once, and viewers are told nothing yet: the publisher has gone without a word, or was asked
     * to connect anew. It may append until then.
     */
    public void awaitSuccessor() {
        stream.awaitSuccessor(this);
    }

    /** The publisher is gone, and viewers are told unless another holds the stream by now. */
    public void end() {
        if (!ended) {
            ended = true;
            stream.end(this);
        }
    }
}
