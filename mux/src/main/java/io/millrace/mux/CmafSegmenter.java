package io.millrace.mux;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a live stream to what HLS and low-latency HLS play [RFC 8216bis §3.1.2]: CMAF, each track for itself, in segments
 * that have parts. Payloads are the publisher's and are not copied. Times are those of the publisher's clock, so that all
 * tracks and all who package the stream have one time line; video has 90,000 ticks a second and sound its sample rate, so that
 * nano offsets count [ER-082].
 *
 * <p>Segments of video begin at key frames, as far as these come in time ({@link SegmentBoundaries}); those of sound where the
 * segments of the first video track do, and without video by time. When the coding or the size of a track changes, when the
 * clock jumps, and after {@link #discontinuity}, all tracks begin anew together: at the next key frame. What comes of sound
 * between is left out, for nothing could be said of where it belongs.
 *
 * <p>A part is put out when the frame after it has come, since only that tells how long the last frame lasts. For one thread.
 */
public final class CmafSegmenter implements Segmenter {
    /** A track's times may go back by so much; they are moved up then. */
    private static final int MAX_STEP_BACK_MILLIS = 1000;

    private SegmentTargets targets;
    private final LearnedTracks learned;
    private final Map<Track, CmafTrack> tracks = new LinkedHashMap<>();
    private final @Nullable CmafTrack lead;
    private int run;
    private long runStart;
    private long wallClockOffset;
    private boolean beginsAnew = true;
    private @Nullable Long waitingSince;
    private long latest;

    /**
     * A segmenter that has seen nothing yet.
     *
     * @param tracks which are packaged; the first of video is the one that the others follow
     */
    public CmafSegmenter(List<Track> tracks, SegmentTargets targets) {
        this(tracks, targets, 0);
    }

    /**
     * One that takes the place of another, for other tracks.
     *
     * @param firstRun where it goes on counting
     */
    public CmafSegmenter(List<Track> tracks, SegmentTargets targets, int firstRun) {
        this.targets = targets;
        learned = new LearnedTracks(tracks);
        run = firstRun - 1;
        Track first = tracks.stream()
                .filter(track -> track.kind() == MediaKind.VIDEO)
                .findFirst()
                .orElse(null);
        for (Track track : tracks) {
            boolean followsLead = first != null && track.kind() == MediaKind.AUDIO;
            this.tracks.put(track, new CmafTrack(track, learned.of(track), targets, followsLead, run));
        }
        lead = first == null ? null : this.tracks.get(first);
    }

    /** Whether a track with that codec can be packaged. */
    public static boolean canPackage(TrackInfo info) {
        return info.codec()
                .toFourCc()
                .filter(codec -> SampleEntryWriter.knows(codec, info.track().kind()))
                .isPresent();
    }

    @Override
    public List<SegmentOutput> add(MediaFrame frame, long wallClockMillis) {
        List<SegmentOutput> out = new ArrayList<>();
        learned.learn(frame);
        long millis = Math.clamp(frame.dtsMillis(), 0, OutputTrack.MAX_MILLIS);
        for (MediaPacket packet : frame.packets()) {
            CmafTrack track = tracks.get(packet.track());
            if (track != null && Fmp4Part.isSample(packet) && track.isDescribed()) {
                add(packet, track, millis, wallClockMillis, out);
            }
        }
        return out;
    }

    @Override
    public List<SegmentOutput> discontinuity() {
        List<SegmentOutput> out = new ArrayList<>();
        beginAnew(out);
        return out;
    }

    @Override
    public void targetDuration(int seconds) {
        targets = targets.withTargetDuration(seconds);
        tracks.values().forEach(track -> track.targets(targets));
    }

    @Override
    public int nextRun() {
        return run + 1;
    }

    private void add(MediaPacket packet, CmafTrack track, long millis, long wallClockMillis, List<SegmentOutput> out) {
        followClock(track, millis, out);
        if (track.isOutdated()) {
            beginsAnew = true;
        }
        if (beginsAnew && beginsRun(packet, track, millis)) {
            run++;
            runStart = millis;
            wallClockOffset = wallClockMillis - millis;
            beginsAnew = false;
            waitingSince = null;
        }
        if (track.run() != run && track.mayBeginWith(packet) && millis >= runStart) {
            track.end(out);
            track.begin(run, wallClockOffset, out);
        }
        if (track.isOpen() && !track.isOutdated()) {
            addToSegment(packet, track, millis, out);
        }
    }

    private void addToSegment(MediaPacket packet, CmafTrack track, long millis, List<SegmentOutput> out) {
        boolean segmentEnded = track.add(packet, millis, out);
        if (segmentEnded && track == lead) {
            tracks.values().stream().filter(other -> !other.isVideo()).forEach(other -> other.cutAt(millis));
        }
    }

    /** A jump is of the whole stream if the others have it too; else the track has paused, as a muted microphone does. */
    private void followClock(CmafTrack track, long millis, List<SegmentOutput> out) {
        long gap = targets.maxSegmentMillis();
        if (track.isOpen() && (millis < track.lastMillis() - MAX_STEP_BACK_MILLIS || millis > latest + gap)) {
            beginAnew(out);
            latest = millis;
        } else if (track.isOpen() && millis > track.lastMillis() + gap) {
            track.end(out);
            beginsAnew = true;
        }
        latest = Math.max(latest, millis);
    }

    private void beginAnew(List<SegmentOutput> out) {
        tracks.values().forEach(track -> track.end(out));
        beginsAnew = true;
        latest = 0;
    }

    /** Sound begins only where there is no video, or has not been for the length of a segment. */
    private boolean beginsRun(MediaPacket packet, CmafTrack track, long millis) {
        if (track.isVideo() || lead == null) {
            return track.mayBeginWith(packet);
        }
        if (waitingSince == null || millis < waitingSince) {
            waitingSince = millis;
        }
        return millis - waitingSince >= targets.maxSegmentMillis();
    }
}
