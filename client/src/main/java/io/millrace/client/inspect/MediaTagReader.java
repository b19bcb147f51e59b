package io.millrace.client.inspect;

import static io.millrace.client.inspect.Severity.NOTE;
import static io.millrace.client.inspect.Severity.VIOLATION;
import static io.millrace.client.inspect.Severity.WARNING;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.client.inspect.MediaTag.ModEx;
import io.millrace.client.inspect.MediaTag.TrackPart;
import io.millrace.media.FourCc;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Headers of audio and video messages, legacy and Enhanced. It says more of them than {@code flv.VideoTagCodec} does, and
 * shares no code with it, so that each checks the other.
 */
final class MediaTagReader {
    private static final int EX_AUDIO = 9;
    private static final int AUDIO_MULTITRACK = 5;
    private static final int VIDEO_MULTITRACK = 6;

    private static final int ONE_TRACK = 0;
    private static final int MANY_TRACKS = 1;
    private static final int MANY_CODECS = 2;

    private static final int LEGACY_HEVC = 12; // IP-60

    /** Each of them is shown: a message of nothing else would make millions. */
    private static final int MAX_MOD_EX = 256;

    private static final int MAX_TRACKS = 256;
    private static final int MAX_NANOS = 999_999;

    private final boolean video;
    private final boolean whole;
    private final ByteReader in;
    private final List<Finding> findings = new ArrayList<>();
    private final List<ModEx> modEx = new ArrayList<>();
    private final List<TrackPart> tracks = new ArrayList<>();

    private boolean enhanced;
    private int flags;
    private int codecId = -1;
    private int packetType = -1;
    private int multitrackType = -1;
    private OptionalInt command = OptionalInt.empty();
    private Bytes unexplained = Bytes.EMPTY;

    private MediaTagReader(boolean video, Bytes body, boolean whole) {
        this.video = video;
        this.whole = whole;
        this.in = body.reader();
    }

    /** @param whole whether the end of {@code body} is that of the message */
    static MediaTag read(boolean video, Bytes body, boolean whole) {
        return new MediaTagReader(video, body, whole).read();
    }

    private MediaTag read() {
        try {
            if (in.hasRemaining()) {
                readHeaders();
            } else if (video) {
                found(WARNING, "ER-120", "an empty video message");
            }
        } catch (TruncatedException e) {
            if (whole) {
                found(VIOLATION, enhanced ? "ER-084" : video ? "F-06" : "F-05", "cut short: " + e.getMessage());
                unexplained = in.rest();
            }
        }
        return new MediaTag(
                video,
                enhanced,
                flags,
                codecId,
                packetType,
                modEx,
                multitrackType,
                command,
                tracks,
                findings,
                unexplained);
    }

    private void readHeaders() {
        int first = in.u8();
        enhanced = video ? first >> 7 == 1 : first >> 4 == EX_AUDIO;
        if (enhanced) {
            flags = video ? first >> 4 & 7 : 0;
            readEnhanced(first & 0x0F);
        } else if (video) {
            flags = first >> 4;
            codecId = first & 0x0F;
            readLegacyVideo();
        } else {
            flags = first & 0x0F;
            codecId = first >> 4;
            readLegacyAudio();
        }
    }

    // ---- legacy [F-05, F-06, F-07] ----

    private void readLegacyVideo() {
        if (flags == MediaTag.COMMAND_FRAME) {
            readCommand();
            return;
        }
        checkFrameType();
        OptionalInt compositionTime = OptionalInt.empty();
        if (codecId == MediaTag.LEGACY_AVC || codecId == LEGACY_HEVC) {
            packetType = in.u8();
            if (packetType > MediaTag.SEQUENCE_END) {
                found(WARNING, "F-06", "AVCPacketType " + packetType + " is not defined");
            }
            if (packetType != MediaTag.SEQUENCE_END || in.remaining() >= 3) {
                compositionTime = OptionalInt.of(in.i24());
            }
            if (packetType != MediaTag.CODED_FRAMES && compositionTime.orElse(0) != 0) {
                found(WARNING, "F-06", "composition time " + compositionTime.getAsInt() + " (expected: 0)");
            }
        }
        tracks.add(new TrackPart(0, null, compositionTime, in.rest()));
    }

    private void readLegacyAudio() {
        if (codecId == MediaTag.LEGACY_AAC) {
            packetType = in.u8();
            if (packetType > MediaTag.CODED_FRAMES) {
                found(WARNING, "F-05", "AACPacketType " + packetType + " is not defined");
            }
            if ((flags & 0b1101) != 0b1101) {
                found(
                        NOTE,
                        "F-05",
                        "AAC with SoundRate " + (flags >> 2) + " and SoundType " + (flags & 1)
                                + " (expected: 3 and 1)");
            }
        } else if (codecId == 12 || codecId == 13) {
            found(WARNING, "ER-060", "SoundFormat " + codecId + " is reserved");
        }
        tracks.add(new TrackPart(0, null, OptionalInt.empty(), in.rest()));
    }

    // ---- Enhanced ----

    private void readEnhanced(int first) {
        packetType = first;
        while (packetType == MediaTag.MOD_EX && modEx.size() < MAX_MOD_EX) {
            int size = in.u8() + 1;
            size = size == 256 ? in.u16() + 1 : size; // ER-080
            Bytes data = in.bytes(size);
            int types = in.u8();
            packetType = types & 0x0F;
            modEx.add(new ModEx(types >> 4, data));
            checkModEx(types >> 4, data);
        }
        if (packetType == MediaTag.MOD_EX) {
            found(VIOLATION, "ER-081", "more than " + MAX_MOD_EX + " ModEx entries");
            unexplained = in.rest();
            return;
        }
        if (video && flags == MediaTag.COMMAND_FRAME && packetType != MediaTag.METADATA) {
            readCommand();
            return;
        }
        if (packetType == (video ? VIDEO_MULTITRACK : AUDIO_MULTITRACK)) {
            readMultitrack();
        } else {
            checkPacketType();
            readTrack(0, fourCc(), in.rest());
        }
    }

    private void readCommand() {
        int code = in.u8();
        command = OptionalInt.of(code);
        if (code > 1) {
            found(WARNING, enhanced ? "ER-123" : "F-07", "VideoCommand " + code + " is reserved");
        }
        if (in.hasRemaining()) {
            unexplained = in.rest();
            found(WARNING, enhanced ? "ER-123" : "F-07", unexplained.length() + " bytes after a command");
        }
    }

    private void readMultitrack() {
        int types = in.u8();
        multitrackType = types >> 4;
        packetType = types & 0x0F;
        if (packetType == (video ? VIDEO_MULTITRACK : AUDIO_MULTITRACK) || packetType == MediaTag.MOD_EX) {
            found(VIOLATION, "ER-100", "packet type " + packetType + " inside Multitrack");
            unexplained = in.rest();
            return;
        }
        checkPacketType();
        switch (multitrackType) {
            case ONE_TRACK -> {
                FourCc fourCc = fourCc();
                readTrack(in.u8(), fourCc, in.rest());
            }
            case MANY_TRACKS -> {
                FourCc fourCc = fourCc();
                readSizedTracks(fourCc);
            }
            case MANY_CODECS -> readSizedTracks(null);
            default -> {
                found(WARNING, "ER-100", "AvMultitrackType " + multitrackType + " is reserved");
                unexplained = in.rest();
            }
        }
    }

    private void readSizedTracks(@Nullable FourCc common) {
        while (in.hasRemaining() && tracks.size() < MAX_TRACKS) {
            FourCc fourCc = common == null ? fourCc() : common;
            int trackId = in.u8();
            int size = in.u24();
            if (size > in.remaining() && whole) {
                found(
                        VIOLATION,
                        "ER-104",
                        "track " + trackId + " of " + size + " bytes where " + in.remaining() + " are left");
                unexplained = in.rest();
                return;
            }
            readTrack(trackId, fourCc, in.bytes(Math.min(size, in.remaining())));
        }
        if (in.hasRemaining()) {
            found(VIOLATION, "ER-107", "more tracks than there are track IDs");
            unexplained = in.rest();
        }
    }

    private void readTrack(int trackId, FourCc fourCc, Bytes body) {
        boolean reorders = fourCc.equals(FourCc.AVC) || fourCc.equals(FourCc.HEVC) || fourCc.equals(FourCc.VVC);
        if (!video || packetType != MediaTag.CODED_FRAMES || !reorders) {
            if (video && packetType == MediaTag.CODED_FRAMES_X && !reorders) {
                found(NOTE, "ER-129", "CodedFramesX of " + fourCc + " (expected: of avc1, hvc1 or vvc1)");
            }
            tracks.add(new TrackPart(trackId, fourCc, OptionalInt.empty(), body));
        } else if (body.length() >= 3) {
            ByteReader start = body.reader();
            tracks.add(new TrackPart(trackId, fourCc, OptionalInt.of(start.i24()), start.rest()));
        } else if (whole) {
            found(VIOLATION, "ER-128", "coded frames of " + body.length() + " bytes have no composition time");
            tracks.add(new TrackPart(trackId, fourCc, OptionalInt.empty(), body));
        }
    }

    private FourCc fourCc() {
        return new FourCc(in.i32());
    }

    // ---- checks ----

    private void checkModEx(int type, Bytes data) {
        if (type != 0) {
            found(WARNING, "ER-081", "ModEx type " + type + " is reserved");
        } else if (data.length() < 3) {
            found(VIOLATION, "ER-082", "nanosecond offset of " + data.length() + " bytes (expected: 3)");
        } else if (data.reader().u24() > MAX_NANOS) {
            found(
                    VIOLATION,
                    "ER-082",
                    "nanosecond offset " + data.reader().u24() + " (expected: <= " + MAX_NANOS + ")");
        }
    }

    private void checkPacketType() {
        if (packetType > (video ? MediaTag.MPEG2TS_SEQUENCE_START : MediaTag.MULTICHANNEL_CONFIG)
                || (!video && packetType == 3)) {
            found(WARNING, video ? "ER-122" : "ER-061", "packet type " + packetType + " is reserved");
        }
        if (video && packetType != MediaTag.METADATA) {
            checkFrameType();
        }
    }

    private void checkFrameType() {
        if (flags == 0 || flags > MediaTag.COMMAND_FRAME) {
            found(WARNING, "ER-121", "frame type " + flags + " is reserved");
        }
    }

    private void found(Severity severity, String requirement, String text) {
        findings.add(new Finding(severity, requirement, text));
    }
}
