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

    /** Whether {@link #targets} are what they will be, as it is known how far key frames are apart. */
    boolean areTargetsKnown(List<TrackInfo> tracks, StreamFigures figures) {
        return video(tracks).isEmpty() || gopMillis(tracks, figures).isPresent();
    }

    /** How long that is waited for, of the time that viewers have to wait. */
    long patienceMillis() {
        return Math.min(unmeasuredMillis(), TimeUnit.NANOSECONDS.toMillis(OfferRequests.PATIENCE_NANOS) / 2);
    }

    /** For a stream that was measured; before it was, key frames are thought to be no further apart than two segments. */
    SegmentTargets targets(List<TrackInfo> tracks, StreamFigures figures) {
        long segmentMillis = config.segmentDuration().toMillis();
        long unknown = video(tracks).isPresent() ? unmeasuredMillis() : segmentMillis;
        long longest = Math.clamp(
                gopMillis(tracks, figures).orElse(unknown),
                segmentMillis,
                config.maxSegmentDuration().toMillis());
        var targets = new SegmentTargets(
                (int) config.partDuration().toMillis(),
                (int) segmentMillis,
                Math.toIntExact((longest + MILLIS - 1) / MILLIS));
        double frameRate = video(tracks)
                .map(TrackInfo::frameRate)
                .filter(rate -> rate > 0)
                .or(() -> measured(tracks, figures)
                        .map(TrackFigures::framesPerSecond)
                        .filter(rate -> rate > 0))
                .orElse(0.0);
        return frameRate > 0 ? targets.withWholeFrames(MILLIS / frameRate) : targets;
    }

    private long unmeasuredMillis() {
        return 2 * config.segmentDuration().toMillis();
    }

    private static Optional<TrackInfo> video(List<TrackInfo> tracks) {
        return tracks.stream()
                .filter(info -> info.track().kind() == MediaKind.VIDEO)
                .findFirst();
    }

    private static Optional<TrackFigures> measured(List<TrackInfo> tracks, StreamFigures figures) {
        return video(tracks)
                .flatMap(info -> figures.tracks().stream()
                        .filter(track -> track.track().equals(info.track()))
                        .findFirst());
    }

    private static Optional<Long> gopMillis(List<TrackInfo> tracks, StreamFigures figures) {
        return measured(tracks, figures).map(TrackFigures::longestGopMillis).filter(length -> length > 0);
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
