package io.millrace.server.hls;

import io.millrace.hub.StreamFigures;
import io.millrace.hub.TrackFigures;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.LiveWindow;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.HlsConfig;
import io.millrace.server.config.HlsMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How the streams of an application are packaged. */
record HlsSettings(HlsConfig config, ApplicationConfig application) {
    private static final int MILLIS = 1000;

    /** Whether it is packaged in that container without being asked for: players of today are ready for then. */
    boolean always(HlsContainer container) {
        return application.hls() == HlsMode.ALWAYS && container == HlsContainer.CMAF;
    }

    /** Players who have all that there is ask again within some target durations. */
    long idleNanos(@Nullable SegmentTargets targets) {
        long least = targets == null ? 0 : TimeUnit.SECONDS.toNanos(3L * targets.targetDurationSeconds());
        return Math.max(config.idleTimeout().toNanos(), least);
    }

    long endAfterNanos() {
        return config.endAfter().toNanos();
    }

    /** Whether it is known how long segments will be: else the first one tells. */
    private boolean isMeasured(List<TrackInfo> tracks, StreamFigures figures) {
        return video(tracks).isEmpty()
                || longestGopMillis(tracks, figures) >= config.segmentDuration().toMillis();
    }

    /** For a stream that was measured; before it was, segments are thought to be no longer than twice what they are to be. */
    SegmentTargets targets(List<TrackInfo> tracks, StreamFigures figures) {
        long segmentMillis = config.segmentDuration().toMillis();
        long longest = isMeasured(tracks, figures) ? longestGopMillis(tracks, figures) : 2 * segmentMillis;
        long targetMillis =
                Math.clamp(longest, segmentMillis, config.maxSegmentDuration().toMillis());
        var targets = new SegmentTargets(
                (int) config.partDuration().toMillis(), (int) segmentMillis, wholeSeconds(targetMillis));
        double frameRate = video(tracks)
                .map(TrackInfo::frameRate)
                .filter(rate -> rate > 0)
                .or(() -> video(tracks)
                        .flatMap(info -> measured(info, figures))
                        .map(TrackFigures::framesPerSecond)
                        .filter(rate -> rate > 0))
                .orElse(0.0);
        return frameRate > 0 ? targets.withWholeFrames(MILLIS / frameRate) : targets;
    }

    /** The target duration when that is the longest that there was; never above that of {@code before}. */
    int targetDuration(long longestMillis, SegmentTargets before) {
        long seconds =
                wholeSeconds(Math.max(longestMillis, config.segmentDuration().toMillis()));
        return (int) Math.min(seconds, before.targetDurationSeconds());
    }

    static boolean hasVideo(List<TrackInfo> tracks) {
        return video(tracks).isPresent();
    }

    private static int wholeSeconds(long millis) {
        return Math.toIntExact((millis + MILLIS - 1) / MILLIS);
    }

    private static Optional<TrackInfo> video(List<TrackInfo> tracks) {
        return tracks.stream()
                .filter(info -> info.track().kind() == MediaKind.VIDEO)
                .findFirst();
    }

    static Optional<TrackFigures> measured(TrackInfo track, StreamFigures figures) {
        return figures.tracks().stream()
                .filter(measured -> measured.track().equals(track.track()))
                .findFirst();
    }

    /** Of all videos; 0 without any key frame but the first. */
    static long longestGopMillis(List<TrackInfo> tracks, StreamFigures figures) {
        return tracks.stream()
                .filter(info -> info.track().kind() == MediaKind.VIDEO)
                .flatMap(info -> measured(info, figures).stream())
                .mapToLong(TrackFigures::longestGopMillis)
                .max()
                .orElse(0);
    }

    /** What players are to have of a stream at least, as far as it was measured: three target durations [RFC 8216bis §6.2.2]. */
    long neededBytes(List<TrackInfo> tracks, StreamFigures figures) {
        return (long) (figures.bitsPerSecond()
                / Byte.SIZE
                * 3
                * targets(tracks, figures).targetDurationSeconds());
    }

    /** Of all renditions of a stream together. */
    long maxStreamBytes() {
        return config.maxStreamBytes().bytes();
    }

    /** How long what has left a playlist is served: those who loaded that before can play all of it. */
    long keptNanos(SegmentTargets targets) {
        return application.hlsWindow().toNanos() + TimeUnit.SECONDS.toNanos(3L * targets.targetDurationSeconds());
    }

    /** Of one rendition. */
    LiveWindow.Limits limits(SegmentTargets targets) {
        long keptMillis = TimeUnit.NANOSECONDS.toMillis(keptNanos(targets));
        return new LiveWindow.Limits(application.hlsWindow().toMillis(), keptMillis, maxStreamBytes());
    }
}
