package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An audio or video message with all of its headers, as they lie on the wire.
 *
 * @param video else audio
 * @param enhanced whether it has a header of Enhanced RTMP
 * @param flags of video the frame type; of legacy audio rate, size and type
 * @param codecId of legacy messages the CodecID or SoundFormat; else -1
 * @param packetType of Enhanced ones the packet type after ModEx and Multitrack; of legacy AVC, HEVC and AAC theirs; else -1
 * @param modEx the prelude
 * @param multitrackType -1 without Multitrack
 * @param command of a command frame, its byte
 * @param tracks what it carries; none where its header could not be read, or it carries nothing
 * @param unexplained the end of it, from where nothing could be made of it
 */
record MediaTag(
        boolean video,
        boolean enhanced,
        int flags,
        int codecId,
        int packetType,
        List<ModEx> modEx,
        int multitrackType,
        OptionalInt command,
        List<TrackPart> tracks,
        List<Finding> findings,
        Bytes unexplained) {

    /** The packet types of Enhanced RTMP that both kinds have, and a few of video [ER-061, ER-122]. */
    static final int SEQUENCE_START = 0;

    static final int CODED_FRAMES = 1;
    static final int SEQUENCE_END = 2;
    static final int CODED_FRAMES_X = 3;
    static final int METADATA = 4;
    static final int MULTICHANNEL_CONFIG = 4;
    static final int MPEG2TS_SEQUENCE_START = 5;
    static final int MOD_EX = 7;

    static final int KEY_FRAME = 1;
    static final int COMMAND_FRAME = 5;

    static final int LEGACY_AVC = 7;
    static final int LEGACY_AAC = 10;

    MediaTag {
        modEx = List.copyOf(modEx);
        tracks = List.copyOf(tracks);
        findings = List.copyOf(findings);
    }

    /**
     * One entry of the prelude [ER-080].
     *
     * @param type 0 is a nanosecond offset
     */
    record ModEx(int type, Bytes data) {}

    /**
     * One track's share.
     *
     * @param fourCc null in legacy messages
     * @param compositionTimeMillis where its form has one
     */
    record TrackPart(int trackId, @Nullable FourCc fourCc, OptionalInt compositionTimeMillis, Bytes payload) {}

    boolean isSilence() {
        return !video && !enhanced && codecId < 0;
    }

    boolean isSequenceStart() {
        return packetType == SEQUENCE_START || (enhanced && video && packetType == MPEG2TS_SEQUENCE_START);
    }

    boolean isCodedFrames() {
        return packetType == CODED_FRAMES
                || (enhanced && video && packetType == CODED_FRAMES_X)
                || (!enhanced && packetType < 0 && !tracks.isEmpty());
    }

    boolean isSequenceEnd() {
        return packetType == SEQUENCE_END && (enhanced || video);
    }

    boolean isMetadata() {
        return enhanced && video && packetType == METADATA;
    }

    boolean isMultichannelConfig() {
        return enhanced && !video && packetType == MULTICHANNEL_CONFIG;
    }

    /** The codec of a track, in a form that legacy and Enhanced messages share as far as there is one; null if unknown. */
    @Nullable
    FourCc codecOf(TrackPart track) {
        if (track.fourCc() != null) {
            return track.fourCc();
        }
        if (video) {
            return codecId == LEGACY_AVC ? FourCc.AVC : codecId == 12 ? FourCc.HEVC : null;
        }
        return codecId == LEGACY_AAC ? FourCc.AAC : codecId == 2 || codecId == 14 ? FourCc.MP3 : null;
    }
}
