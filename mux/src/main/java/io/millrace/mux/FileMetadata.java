package io.millrace.mux;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackMetadata;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.List;

/** Collects what a file tells about itself for {@code onMetaData}, under the names that players look for [F-08]. */
final class FileMetadata {
    private final AmfProperties.Builder properties = AmfProperties.builder();

    FileMetadata(long durationMillis, long fileSize) {
        properties.put("duration", durationMillis / 1000.0).put("filesize", (double) fileSize);
    }

    FileMetadata video(Codec codec, int width, int height, double framesPerSecond, double bytesPerSecond) {
        properties
                .put("width", width)
                .put("height", height)
                .put("framerate", framesPerSecond)
                .put("videocodecid", codecId(codec))
                .put("videodatarate", kilobits(bytesPerSecond));
        return this;
    }

    FileMetadata audio(Codec codec, int sampleRate, int channels, double bytesPerSecond) {
        properties
                .put("audiosamplerate", sampleRate)
                .put("audiosamplesize", 16)
                .put("stereo", channels > 1)
                .put("audiocodecid", codecId(codec))
                .put("audiodatarate", kilobits(bytesPerSecond));
        return this;
    }

    /** The body of a data message: the name, and an ECMA array [ER-020]. */
    Bytes toBody() {
        return Amf0.encodeAll(new AmfString(TrackMetadata.NAME), properties.buildEcmaArray());
    }

    static MediaFrame frame(long dtsMillis, Bytes body) {
        return new MediaFrame(MediaKind.DATA, dtsMillis, body, List.of());
    }

    /** The number of a legacy codec, or the FourCC as a number [ER-022]. */
    private static double codecId(Codec codec) {
        return switch (codec) {
            case Codec.LegacyAudio(int soundFormat) -> soundFormat;
            case Codec.LegacyVideo(int codecId) -> codecId;
            case Codec.Enhanced(FourCc fourCc) -> Integer.toUnsignedLong(fourCc.code());
            case Codec.None none -> throw new IllegalArgumentException("no codec");
        };
    }

    private static double kilobits(double bytesPerSecond) {
        return Math.rint(bytesPerSecond * 8 / 100) / 10;
    }
}
