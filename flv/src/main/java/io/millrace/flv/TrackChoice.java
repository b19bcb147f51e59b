package io.millrace.flv;

import java.util.Set;

/** Which tracks of one kind, audio or video, a viewer gets, and in which layout. */
public sealed interface TrackChoice {
    /** Whether the track of that ID is among them. */
    boolean contains(int trackId);

    /** All tracks in the publisher's layout, be it known here or not [ER-003]. */
    record AsPublished() implements TrackChoice {
        @Override
        public boolean contains(int trackId) {
            return true;
        }
    }

    /** All tracks, each in messages of its own: FFmpeg reads no sequence headers of several tracks in one [IP-73]. */
    record Each() implements TrackChoice {
        @Override
        public boolean contains(int trackId) {
            return true;
        }
    }

    /**
     * These tracks, each in messages of its own. One alone comes as track 0, so that it needs no Multitrack; several keep
     * their IDs.
     *
     * @param trackIds 0 to 255; may be empty
     */
    record Only(Set<Integer> trackIds) implements TrackChoice {
        /** Track 0 as if there were no other: what every player understands [ER-110, IP-71]. */
        public static final Only TRACK_ZERO = new Only(Set.of(0));

        public Only {
            trackIds = Set.copyOf(trackIds);
        }

        @Override
        public boolean contains(int trackId) {
            return trackIds.contains(trackId);
        }
    }

    /** Whether tracks go out under their IDs; if not, the one that is chosen goes out as track 0. */
    default boolean keepsIds() {
        return !(this instanceof Only(Set<Integer> trackIds)) || trackIds.size() > 1;
    }

    /** The ID under which a chosen track goes out. */
    default int sentId(int trackId) {
        return keepsIds() ? trackId : 0;
    }
}
