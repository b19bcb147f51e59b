package io.millrace.flv;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.media.FourCc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Enhanced audio and video messages have in common: a ModEx prelude, then one track or a Multitrack wrapper. Their
 * packet types are numbers still, for the two kinds number them differently.
 *
 * <pre>
 *   first byte  [ModEx: size data type|packetType]*  FOURCC body                                   track 0
 *                                                    0|packetType FOURCC trackId body              OneTrack
 *                                                    1|packetType FOURCC [trackId size body]*      ManyTracks
 *                                                    2|packetType [FOURCC trackId size body]*      ManyTracksManyCodecs
 * </pre>
 *
 * @param packetType the first that is not ModEx, 0 to 15
 * @param nanoOffset 0 to 999 999
 * @param prelude the ModEx entries as they came; empty if there are none
 * @param rest what follows the packet type
 */
record EnhancedMessage(int packetType, int nanoOffset, Bytes prelude, Bytes rest) {
    /** In audio and video alike [ER-061, ER-122]. */
    static final int MOD_EX = 7;

    private static final int TIMESTAMP_OFFSET_NANO = 0;
    private static final int MAX_NANO_OFFSET = 999_999;

    private static final int ONE_TRACK = 0;
    private static final int MANY_TRACKS = 1;
    private static final int MANY_TRACKS_MANY_CODECS = 2;
    private static final int MAX_TRACKS = 256;

    /** Two kinds of ModEx are defined to this day, and a message needs each once. */
    private static final int MAX_MOD_EX = 256;

    /** One track's share, its packet type common to the message [ER-105]. */
    record TrackBody(int packetType, FourCc fourCc, int trackId, Bytes body) {
        /** The same as the only track of its message. */
        TrackBody asTrackZero() {
            return trackId == 0 ? this : new TrackBody(packetType, fourCc, 0, body);
        }
    }

    /**
     * Reads the first byte's packet type and the ModEx prelude, if any [ER-080, ER-081].
     *
     * @param body not empty
     * @throws MalformedTagException if a ModEx is longer than what is left, or there are more than 256 of them
     */
    static EnhancedMessage read(Bytes body) {
        ByteReader in = body.reader();
        try {
            int packetType = in.u8() & 0x0F;
            int nanoOffset = 0;
            for (int entries = 0; packetType == MOD_EX; entries++) {
                if (entries == MAX_MOD_EX) {
                    throw new MalformedTagException("ModEx chain (expected: <= " + MAX_MOD_EX + " entries)");
                }
                Bytes data = in.bytes(modExSize(in));
                int types = in.u8();
                packetType = types & 0x0F;
                if (types >> 4 == TIMESTAMP_OFFSET_NANO) {
                    nanoOffset = nanoOffsetOf(data);
                }
            }
            Bytes rest = in.rest();
            Bytes prelude = body.slice(1, body.length() - 1 - rest.length());
            return new EnhancedMessage(packetType, nanoOffset, prelude, rest);
        } catch (TruncatedException e) {
            throw new MalformedTagException("ModEx " + e.getMessage());
        }
    }

    private static int modExSize(ByteReader in) {
        int size = in.u8() + 1;
        return size == 256 ? in.u16() + 1 : size;
    }

    /** Whether a ModEx of the prelude is of a type that means nothing here. */
    boolean hasUnknownModEx() {
        ByteReader in = prelude.reader();
        while (in.hasRemaining()) {
            in.bytes(modExSize(in));
            if (in.u8() >> 4 != TIMESTAMP_OFFSET_NANO) {
                return true;
            }
        }
        return false;
    }

    /** An offset that cannot be meant is none: too few bytes, or a millisecond and more [ER-082]. */
    private static int nanoOffsetOf(Bytes data) {
        if (data.length() < 3) {
            return 0;
        }
        int nanos = data.reader().u24();
        return nanos <= MAX_NANO_OFFSET ? nanos : 0;
    }

    /**
     * All tracks of the message, in its order; none if the Multitrack type is unknown.
     *
     * @param multitrack the packet type that says Multitrack: 5 in audio, 6 in video
     * @throws MalformedTagException if not even one track is whole, or Multitrack holds Multitrack or ModEx [ER-100]
     */
    List<TrackBody> tracks(int multitrack) {
        ByteReader in = rest.reader();
        try {
            return packetType == multitrack
                    ? wrappedTracks(in, multitrack)
                    : List.of(new TrackBody(packetType, fourCc(in), 0, in.rest()));
        } catch (TruncatedException e) {
            throw new MalformedTagException("packet type " + packetType + " " + e.getMessage());
        }
    }

    /** Whether a body of this first byte has more than its packet type before its track. */
    static boolean isWrapped(Bytes body, int multitrack) {
        int packetType = body.u8(0) & 0x0F;
        return packetType == MOD_EX || packetType == multitrack;
    }

    private static List<TrackBody> wrappedTracks(ByteReader in, int multitrack) {
        int types = in.u8();
        int packetType = types & 0x0F;
        if (packetType == multitrack || packetType == MOD_EX) {
            throw new MalformedTagException("packet type " + packetType + " inside Multitrack (expected: neither "
                    + multitrack + ", Multitrack, nor " + MOD_EX + ", ModEx)");
        }
        return switch (types >> 4) {
            case ONE_TRACK -> {
                FourCc fourCc = fourCc(in);
                yield List.of(new TrackBody(packetType, fourCc, in.u8(), in.rest()));
            }
            case MANY_TRACKS -> sizedTracks(in, packetType, fourCc(in));
            case MANY_TRACKS_MANY_CODECS -> sizedTracks(in, packetType, null);
            default -> List.of();
        };
    }

    /** @param common the FourCC of all tracks, or null where each has its own */
    private static List<TrackBody> sizedTracks(ByteReader in, int packetType, @Nullable FourCc common) {
        List<TrackBody> tracks = new ArrayList<>();
        try {
            do {
                FourCc fourCc = common == null ? fourCc(in) : common;
                int trackId = in.u8();
                tracks.add(new TrackBody(packetType, fourCc, trackId, in.bytes(in.u24())));
            } while (in.hasRemaining() && tracks.size() < MAX_TRACKS); // no more than there are track IDs
        } catch (TruncatedException e) {
            if (tracks.isEmpty()) {
                throw e;
            }
            // A size beyond the end costs this track and what follows, not those before it [ER-104].
        }
        return tracks;
    }

    private static FourCc fourCc(ByteReader in) {
        return new FourCc(in.i32());
    }
}
