package io.millrace.hub;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.util.List;
import java.util.stream.IntStream;

/** Frames whose bodies are their names. */
final class Frames {
    private Frames() {}

    static MediaFrame key(String name, long dts) {
        return video(name, dts, Track.VIDEO_0, PacketType.CODED_FRAMES, VideoFrameType.KEY);
    }

    static MediaFrame inter(String name, long dts) {
        return video(name, dts, Track.VIDEO_0, PacketType.CODED_FRAMES, VideoFrameType.INTER);
    }

    static MediaFrame header(String name, long dts, Track track, PacketType type, FourCc codec) {
        return new MediaFrame(
                track.kind(), dts, Bytes.utf8(name), List.of(packet(track, type, VideoFrameType.KEY, codec)));
    }

    static MediaFrame video(String name, long dts, Track track, PacketType type, int frameType) {
        return new MediaFrame(
                MediaKind.VIDEO, dts, Bytes.utf8(name), List.of(packet(track, type, frameType, FourCc.AVC)));
    }

    static MediaFrame audio(String name, long dts) {
        return new MediaFrame(
                MediaKind.AUDIO,
                dts,
                Bytes.utf8(name),
                List.of(packet(Track.AUDIO_0, PacketType.CODED_FRAMES, 0, FourCc.AAC)));
    }

    static MediaFrame data(String name, long dts) {
        return new MediaFrame(MediaKind.DATA, dts, Bytes.utf8(name), List.of());
    }

    static MediaFrame multitrackHeader(String name, long dts, Track... tracks) {
        return new MediaFrame(
                tracks[0].kind(),
                dts,
                Bytes.utf8(name),
                java.util.Arrays.stream(tracks)
                        .map(track -> packet(track, PacketType.SEQUENCE_START, VideoFrameType.KEY, FourCc.AVC))
                        .toList());
    }

    /** Inter frames of no bytes, of tracks 0 to {@code count - 1}, as one message of 4 bytes per track. */
    static MediaFrame emptyTracks(int count, long dts) {
        return new MediaFrame(
                MediaKind.VIDEO,
                dts,
                Bytes.wrap(new byte[6 + 4 * count]),
                IntStream.range(0, count)
                        .mapToObj(id -> new Track(MediaKind.VIDEO, id))
                        .map(track -> packet(track, PacketType.CODED_FRAMES, VideoFrameType.INTER, FourCc.AVC))
                        .toList());
    }

    private static MediaPacket packet(Track track, PacketType type, int flags, FourCc codec) {
        return new MediaPacket(track, new Codec.Enhanced(codec), type, flags, 0, 0, Bytes.EMPTY);
    }
}
