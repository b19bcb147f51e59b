package io.millrace.flv;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.media.VideoFrameType;
import java.util.Optional;

/**
 * The form of a message for viewers that announced neither Multitrack nor ModEx: track 0 of each kind, without a
 * wrapper, without a prelude [ER-083, ER-110]. Bytes are moved, not interpreted, so a packet type or a codec of
 * tomorrow goes through as well. Two spellings are put right: metadata gets the one frame type that FFmpeg reads
 * [IP-74], and HEVC under its unofficial CodecID becomes hvc1, which more players know [IP-60].
 */
public final class TrackZero {
    private TrackZero() {}

    /**
     * The body that such a viewer gets in place of {@code frame.body()}: the very same where it has this form already,
     * as nearly all have; empty where it holds nothing of track 0 that could be read. A data message is always its own.
     *
     * @throws MalformedTagException as the decoders do, so never for a frame that came from one
     */
    public static Optional<Bytes> bodyOf(MediaFrame frame) {
        return switch (frame.kind()) {
            case AUDIO -> audio(frame.body());
            case VIDEO -> video(frame.body());
            case DATA -> Optional.of(frame.body());
        };
    }

    private static Optional<Bytes> audio(Bytes body) {
        if (!AudioTagCodec.isEnhanced(body) || !needsUnwrapping(body, AudioTagCodec.MULTITRACK)) {
            return Optional.of(body);
        }
        return EnhancedMessage.read(body)
                .trackZero(AudioTagCodec.MULTITRACK)
                .map(track -> unwrapped(AudioTagCodec.firstByte(track.packetType()), track));
    }

    private static Optional<Bytes> video(Bytes body) {
        if (!VideoTagCodec.isEnhanced(body)) {
            return Optional.of(isLegacyHevc(body) ? asEnhanced(FourCc.HEVC, body) : body);
        }
        int frameType = VideoTagCodec.frameType(body);
        if (!needsUnwrapping(body, VideoTagCodec.MULTITRACK)) {
            int firstByte = VideoTagCodec.unwrappedFirstByte(frameType, body.u8(0) & 0x0F);
            return Optional.of(firstByte == body.u8(0) ? body : prepended(firstByte, body.from(1)));
        }
        EnhancedMessage message = EnhancedMessage.read(body);
        if (VideoTagCodec.isCommand(frameType, message)) {
            int firstByte = VideoTagCodec.unwrappedFirstByte(VideoFrameType.COMMAND, message.packetType());
            return Optional.of(prepended(firstByte, message.rest()));
        }
        return message.trackZero(VideoTagCodec.MULTITRACK)
                .filter(VideoTagCodec::isWhole)
                .map(track -> unwrapped(VideoTagCodec.unwrappedFirstByte(frameType, track.packetType()), track));
    }

    private static boolean isLegacyHevc(Bytes body) {
        return !body.isEmpty() && (body.u8(0) & 0x0F) == Codec.LegacyVideo.HEVC;
    }

    /** The legacy message named by FourCC; itself if it is a command, makes no sense, or has no room for the FourCC. */
    private static Bytes asEnhanced(FourCc fourCc, Bytes body) {
        MediaPacket packet = VideoTagCodec.decode(body).getFirst();
        return switch (packet.type()) {
            case SEQUENCE_START, CODED_FRAMES, SEQUENCE_END -> {
                Bytes enhanced = VideoTagCodec.encode(new MediaPacket(
                        packet.track(),
                        new Codec.Enhanced(fourCc),
                        packet.type(),
                        packet.flags(),
                        packet.compositionTimeMillis(),
                        0,
                        packet.payload()));
                yield enhanced.length() > FlvTag.MAX_BODY ? body : enhanced;
            }
            case METADATA, MULTICHANNEL_CONFIG, COMMAND, SILENCE, UNKNOWN -> body;
        };
    }

    static boolean needsUnwrapping(Bytes body, int multitrack) {
        int packetType = body.u8(0) & 0x0F;
        return packetType == EnhancedMessage.MOD_EX || packetType == multitrack;
    }

    private static Bytes unwrapped(int firstByte, TrackBody track) {
        return new ByteWriter(5 + track.body().length())
                .u8(firstByte)
                .u32(track.fourCc().code())
                .bytes(track.body())
                .toBytes();
    }

    private static Bytes prepended(int firstByte, Bytes rest) {
        return new ByteWriter(1 + rest.length()).u8(firstByte).bytes(rest).toBytes();
    }
}
