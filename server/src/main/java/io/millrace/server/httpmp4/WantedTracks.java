package io.millrace.server.httpmp4;

import io.millrace.flv.TrackChoice;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.CmafSegmenter;
import java.util.ArrayList;
import java.util.List;

/** What a viewer gets of a stream: of each kind the first track that it wants, and that can be in MP4. */
record WantedTracks(TrackChoice video, TrackChoice audio) {
    List<Track> of(List<TrackInfo> tracks) {
        List<Track> wanted = new ArrayList<>();
        add(tracks, MediaKind.VIDEO, video, wanted);
        add(tracks, MediaKind.AUDIO, audio, wanted);
        return wanted;
    }

    private static void add(List<TrackInfo> tracks, MediaKind kind, TrackChoice choice, List<Track> wanted) {
        tracks.stream()
                .filter(CmafSegmenter::canPackage)
                .map(TrackInfo::track)
                .filter(track -> track.kind() == kind && choice.contains(track.id()))
                .findFirst()
                .ifPresent(wanted::add);
    }

    /** Whether a stream with these has both that could be wanted, so that nothing is to be waited for. */
    static boolean areComplete(List<Track> tracks) {
        return tracks.size() == 2;
    }
}
