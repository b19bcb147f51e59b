package io.millrace.mux;

import io.millrace.flv.TrackTable;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Of a live stream some tracks, and what its frames and its metadata say of them for an init segment. For one thread. */
final class LearnedTracks {
    private final TrackTable table = new TrackTable(problem -> {});
    private final Map<Track, LearnedTrack> tracks = new LinkedHashMap<>();

    /** Of which nothing is known yet. */
    LearnedTracks(List<Track> tracks) {
        tracks.forEach(track -> this.tracks.put(track, new LearnedTrack(track)));
    }

    /** In the order in which they were named. */
    Collection<LearnedTrack> all() {
        return tracks.values();
    }

    boolean has(Track track) {
        return tracks.containsKey(track);
    }

    /** One of those that there are. */
    LearnedTrack of(Track track) {
        return Objects.requireNonNull(tracks.get(track));
    }

    /** Learns from the next frame of the stream, headers and metadata as well. */
    void learn(MediaFrame frame) {
        boolean changed = table.add(frame);
        for (MediaPacket packet : frame.packets()) {
            LearnedTrack track = tracks.get(packet.track());
            if (track != null) {
                track.learn(packet);
            }
        }
        if (changed) {
            table.tracks().forEach(this::describe);
        }
    }

    private void describe(TrackInfo info) {
        @Nullable LearnedTrack track = tracks.get(info.track());
        if (track != null) {
            track.describe(info);
        }
    }
}
