package io.millrace.client;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.List;

/** Frames as an encoder of AVC and AAC makes them, small and each with its number. */
final class Pictures {
    private Pictures() {}

    static MediaFrame metadata() {
        Bytes body = Amf0.encodeAll(
                new AmfString("onMetaData"),
                new AmfEcmaArray(AmfProperties.builder().put("width", 16).build()));
        return new MediaFrame(MediaKind.DATA, 0, body, List.of());
    }

    static MediaFrame videoHeader(int version) {
        return video(0, Bytes.of(0x17, 0, 0, 0, 0, version));
    }

    static MediaFrame audioHeader() {
        return audio(0, Bytes.of(0xAF, 0, 0x12, 0x10));
    }

    static MediaFrame key(long millis) {
        return video(millis, Bytes.of(0x17, 1, 0, 0, 0, (int) (millis >> 8), (int) millis));
    }

    static MediaFrame inter(long millis) {
        return video(millis, Bytes.of(0x27, 1, 0, 0, 0, (int) (millis >> 8), (int) millis));
    }

    /** A key frame of so many bytes. */
    static MediaFrame large(int bytes) {
        byte[] body = new byte[bytes];
        body[0] = 0x17;
        body[1] = 1;
        return video(0, Bytes.wrap(body));
    }

    static MediaFrame sound(long millis) {
        return audio(millis, Bytes.of(0xAF, 1, (int) (millis >> 8), (int) millis));
    }

    private static MediaFrame video(long millis, Bytes body) {
        return new MediaFrame(MediaKind.VIDEO, millis, body, VideoTagCodec.decode(body));
    }

    private static MediaFrame audio(long millis, Bytes body) {
        return new MediaFrame(MediaKind.AUDIO, millis, body, AudioTagCodec.decode(body));
    }
}
