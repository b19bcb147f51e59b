package io.millrace.server.hls;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.TrackTable;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.Publication;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import io.millrace.testkit.ManualLoop;
import java.time.Duration;
import java.util.List;

/** A publisher of 25 frames a second of each of its tracks, with a key frame each second unless it is told otherwise. */
final class Camera {
    private static final int FRAME_MILLIS = 40;

    /** High@4.0, 1920x1080. */
    private static final Bytes AVC =
            Bytes.hex("01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c0"
                    + "01000668ebe3cb22c0fdf8f800");

    /** LC, 44.1 kHz, stereo. */
    private static final Bytes AAC = Bytes.hex("121056e500");

    private final Publication publication;
    private final ManualLoop loop;
    private final TrackTable table = new TrackTable(problem -> {});
    private int payloadBytes = 100;
    private int gop = 25;
    private long frames;

    Camera(Publication publication, ManualLoop loop) {
        this.publication = publication;
        this.loop = loop;
    }

    Camera payload(int bytes) {
        payloadBytes = bytes;
        return this;
    }

    /** That many frames from key frame to key frame. */
    Camera gopOf(int frames) {
        gop = frames;
        return this;
    }

    /** The headers of these tracks. */
    Camera begin(Track... tracks) {
        for (Track track : tracks) {
            send(track, PacketType.SEQUENCE_START, true, track.kind() == MediaKind.VIDEO ? AVC : AAC);
        }
        loop.runAll();
        return this;
    }

    /** Frames of these tracks for as long, while time goes by. */
    Camera film(Duration time, Track... tracks) {
        for (long i = time.toMillis() / FRAME_MILLIS; i > 0; i--) {
            frame(tracks);
            loop.advance(Duration.ofMillis(FRAME_MILLIS));
        }
        return this;
    }

    /** The same at once. */
    Camera send(Duration time, Track... tracks) {
        for (long i = time.toMillis() / FRAME_MILLIS; i > 0; i--) {
            frame(tracks);
        }
        loop.runAll();
        return this;
    }

    private void frame(Track... tracks) {
        for (Track track : tracks) {
            send(track, PacketType.CODED_FRAMES, frames % gop == 0, Bytes.wrap(new byte[payloadBytes]));
        }
        frames++;
    }

    private void send(Track track, PacketType type, boolean key, Bytes payload) {
        boolean isVideo = track.kind() == MediaKind.VIDEO;
        var codec = new Codec.Enhanced(isVideo ? FourCc.AVC : FourCc.AAC);
        int flags = !isVideo ? 0 : key ? VideoFrameType.KEY : VideoFrameType.INTER;
        var packet = new MediaPacket(track, codec, type, flags, 0, 0, payload);
        Bytes body = isVideo ? VideoTagCodec.encode(packet) : AudioTagCodec.encode(packet);
        List<MediaPacket> packets = isVideo ? VideoTagCodec.decode(body) : AudioTagCodec.decode(body);
        int timestamp = (int) frames * FRAME_MILLIS;
        long millis = type == PacketType.CODED_FRAMES
                ? publication.timeline().at(track.kind(), timestamp)
                : publication.timeline().now(timestamp);
        var frame = new MediaFrame(track.kind(), millis, body, packets);
        if (table.add(frame)) {
            publication.describe(table.tracks());
        }
        publication.append(frame);
    }

    void leave() {
        publication.end();
        loop.runAll();
    }
}
