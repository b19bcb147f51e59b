package io.millrace.client.probe;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
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

/** A live stream made frame by frame, which arrives exactly when its timestamps say, and {@link #delayMillis} later. */
final class SyntheticStream {
    /** 1920x1080, High, level 4.0, BT.709; from x264. */
    static final Bytes AVC_1080 =
            Bytes.hex("01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c0"
                    + "01000668ebe3cb22c0fdf8f800");

    /** 1920x1080, Main 10, level 4.0, BT.2020 and PQ; from x265. */
    static final Bytes HEVC_HDR10 = Bytes.hex("01022000000090000000000078f000fcfdfafa00000f03a00001001840010c01ffff0220"
            + "00000300900000030000030078959809a10001002c420101022000000300900000030000030078a003c08010e4d96566924caf016a"
            + "12201208000003000800000300c840a2000100074401c172b46240");

    static final Bytes AAC_48000_STEREO = Bytes.hex("1190");

    private static final Codec AAC = new Codec.LegacyAudio(Codec.LegacyAudio.AAC);

    private final StreamAnalysis analysis;
    long delayMillis;
    private Codec video = new Codec.LegacyVideo(Codec.LegacyVideo.AVC);

    SyntheticStream() {
        this(StreamAnalysis.live(0));
    }

    SyntheticStream(StreamAnalysis analysis) {
        this.analysis = analysis;
    }

    SyntheticStream videoCodec(Codec codec) {
        video = codec;
        return this;
    }

    SyntheticStream videoHeader(Bytes record) {
        return add(
                0, new MediaPacket(Track.VIDEO_0, video, PacketType.SEQUENCE_START, VideoFrameType.KEY, 0, 0, record));
    }

    SyntheticStream audioHeader() {
        return add(0, new MediaPacket(Track.AUDIO_0, AAC, PacketType.SEQUENCE_START, 15, 0, 0, AAC_48000_STEREO));
    }

    /** Both headers. */
    SyntheticStream headers() {
        return videoHeader(AVC_1080).audioHeader();
    }

    SyntheticStream metadata(AmfProperties.Builder said) {
        Bytes body = Amf0.encodeAll(new AmfString("onMetaData"), said.buildEcmaArray());
        analysis.add(new MediaFrame(MediaKind.DATA, 0, body, List.of()), 0);
        return this;
    }

    SyntheticStream picture(long dtsMillis, boolean key, int compositionTimeMillis, int length) {
        return picture(Track.VIDEO_0, dtsMillis, key, compositionTimeMillis, length);
    }

    SyntheticStream picture(Track track, long dtsMillis, boolean key, int compositionTimeMillis, int length) {
        int type = key ? VideoFrameType.KEY : VideoFrameType.INTER;
        return add(
                dtsMillis,
                new MediaPacket(
                        track,
                        video,
                        PacketType.CODED_FRAMES,
                        type,
                        compositionTimeMillis,
                        0,
                        Bytes.wrap(new byte[length])));
    }

    SyntheticStream sound(long dtsMillis) {
        return add(
                dtsMillis,
                new MediaPacket(Track.AUDIO_0, AAC, PacketType.CODED_FRAMES, 15, 0, 0, Bytes.wrap(new byte[320])));
    }

    /** Pictures of 5000 bytes, 25 a second, from {@code fromMillis} on: 1 Mbit/s. */
    SyntheticStream video(long fromMillis, int count, int gop) {
        for (int i = 0; i < count; i++) {
            picture(fromMillis + 40L * i, i % gop == 0, 0, 5000);
        }
        return this;
    }

    /** Pictures, 25 a second, and twice as many audio frames between them. */
    SyntheticStream both(long fromMillis, int count, int gop) {
        for (int i = 0; i < count; i++) {
            long dts = fromMillis + 40L * i;
            sound(dts).picture(dts, i % gop == 0, 0, 5000).sound(dts + 20);
        }
        return this;
    }

    SyntheticStream add(long dtsMillis, MediaPacket packet) {
        var frame = new MediaFrame(packet.track().kind(), dtsMillis, packet.payload(), List.of(packet));
        analysis.add(frame, (dtsMillis + delayMillis) * 1_000_000);
        return this;
    }

    Report report() {
        return analysis.report();
    }

    static Codec fourCc(FourCc fourCc) {
        return new Codec.Enhanced(fourCc);
    }
}
