package io.millrace.mux;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.util.List;

/** Frames of no particular content. */
final class TestFrames {
    /** High@4.0, 1920x1080. */
    static final Bytes AVC = Bytes.hex("01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c0"
            + "01000668ebe3cb22c0fdf8f800");

    /** LC, 44.1 kHz, stereo. */
    static final Bytes AAC = Bytes.hex("121056e500");

    /** The same with 48 kHz. */
    static final Bytes AAC_48K = Bytes.hex("119056e500");

    private TestFrames() {}

    static MediaFrame video(FourCc codec, long millis, boolean key, Bytes data) {
        return video(Track.VIDEO_0, codec, PacketType.CODED_FRAMES, millis, 0, key, data);
    }

    static MediaFrame video(
            Track track, FourCc codec, PacketType type, long millis, int composition, boolean key, Bytes data) {
        int flags = key ? VideoFrameType.KEY : VideoFrameType.INTER;
        Bytes body = VideoTagCodec.encode(
                new MediaPacket(track, new Codec.Enhanced(codec), type, flags, composition, 0, data));
        return new MediaFrame(MediaKind.VIDEO, millis, body, VideoTagCodec.decode(body));
    }

    static MediaFrame audio(Track track, Codec codec, PacketType type, long millis, Bytes data) {
        Bytes body = AudioTagCodec.encode(new MediaPacket(track, codec, type, 0, 0, 0, data));
        return new MediaFrame(MediaKind.AUDIO, millis, body, AudioTagCodec.decode(body));
    }

    static MediaFrame avcHeader() {
        return video(Track.VIDEO_0, FourCc.AVC, PacketType.SEQUENCE_START, 0, 0, true, AVC);
    }

    static MediaFrame avc(long millis, boolean key) {
        return video(FourCc.AVC, millis, key, Bytes.utf8((key ? "key " : "inter ") + millis));
    }

    static MediaFrame aacHeader(Bytes configuration) {
        return audio(Track.AUDIO_0, new Codec.Enhanced(FourCc.AAC), PacketType.SEQUENCE_START, 0, configuration);
    }

    static MediaFrame aac(long millis) {
        return audio(
                Track.AUDIO_0,
                new Codec.Enhanced(FourCc.AAC),
                PacketType.CODED_FRAMES,
                millis,
                Bytes.utf8("sound " + millis));
    }

    /** Announces a track 0 of each kind. */
    static MediaFrame metadata() {
        AmfProperties said = AmfProperties.builder()
                .put("videocodecid", 7)
                .put("audiocodecid", 10)
                .build();
        Bytes body = Amf0.encodeAll(new AmfString("onMetaData"), new AmfEcmaArray(said));
        return new MediaFrame(MediaKind.DATA, 0, body, List.of());
    }
}
