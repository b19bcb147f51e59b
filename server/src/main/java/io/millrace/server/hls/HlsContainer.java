package io.millrace.server.hls;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.CmafSegmenter;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.Segmenter;
import io.millrace.mux.ts.TsSegmenter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What segments are. */
enum HlsContainer {
    /** Fragmented MP4, each track for itself. */
    CMAF {
        @Override
        List<TrackInfo> packageable(List<TrackInfo> tracks) {
            return tracks.stream().filter(CmafSegmenter::canPackage).toList();
        }

        @Override
        Segmenter segmenter(List<Track> tracks, SegmentTargets targets, int firstRun) {
            return new CmafSegmenter(tracks, targets, firstRun);
        }

        @Override
        String rendition(Track track) {
            return (track.kind() == MediaKind.VIDEO ? "v" : HlsRendition.SOUND) + track.id();
        }
    },
    /** MPEG-TS with the first video and the first audio track that players know in it. */
    MPEG_TS {
        @Override
        List<TrackInfo> packageable(List<TrackInfo> tracks) {
            return Stream.of(MediaKind.VIDEO, MediaKind.AUDIO)
                    .flatMap(kind -> first(tracks, kind).stream())
                    .toList();
        }

        @Override
        Segmenter segmenter(List<Track> tracks, SegmentTargets targets, int firstRun) {
            return new TsSegmenter(of(MediaKind.VIDEO, tracks), of(MediaKind.AUDIO, tracks), targets, firstRun);
        }

        @Override
        String rendition(Track track) {
            return HlsRendition.MPEG_TS;
        }
    };

    /** Of the tracks of a stream those that can be packaged; video first, where there is a choice. */
    abstract List<TrackInfo> packageable(List<TrackInfo> tracks);

    abstract Segmenter segmenter(List<Track> tracks, SegmentTargets targets, int firstRun);

    /** The name of the rendition that the track is in. */
    abstract String rendition(Track track);

    private static Optional<TrackInfo> first(List<TrackInfo> tracks, MediaKind kind) {
        return tracks.stream()
                .filter(info -> info.track().kind() == kind && TsSegmenter.canPackage(info))
                .findFirst();
    }

    private static Optional<Track> of(MediaKind kind, List<Track> tracks) {
        return tracks.stream().filter(track -> track.kind() == kind).findFirst();
    }

    /** As people call it. */
    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
