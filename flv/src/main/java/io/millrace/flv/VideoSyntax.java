package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.VideoFrameType;
import java.util.Optional;

/** Of video: FourCC and CodecID, frame types, commands. */
final class VideoSyntax implements KindSyntax {
    static final VideoSyntax INSTANCE = new VideoSyntax();

    private VideoSyntax() {}

    @Override
    public boolean isEnhanced(Bytes body) {
        return VideoTagCodec.isEnhanced(body);
    }

    @Override
    public int multitrack() {
        return VideoTagCodec.MULTITRACK;
    }

    @Override
    public boolean knows(int packetType) {
        return VideoTagCodec.typeOf(packetType) != PacketType.UNKNOWN;
    }

    @Override
    public boolean isCommand(Bytes body, EnhancedMessage message) {
        return VideoTagCodec.isCommand(VideoTagCodec.frameType(body), message);
    }

    @Override
    public boolean isLegacyCommand(Bytes body) {
        return !body.isEmpty() && VideoTagCodec.frameType(body) == VideoFrameType.COMMAND;
    }

    @Override
    public boolean isWhole(TrackBody track) {
        return VideoTagCodec.isWhole(track);
    }

    @Override
    public int firstByte(Bytes body, int packetType, boolean wrapped) {
        int frameType = VideoTagCodec.frameType(body);
        return wrapped
                ? VideoTagCodec.wrappedFirstByte(frameType)
                : VideoTagCodec.unwrappedFirstByte(frameType, packetType);
    }

    @Override
    public Optional<FourCc> legacyFourCc(Bytes body) {
        return body.isEmpty() ? Optional.empty() : new Codec.LegacyVideo(body.u8(0) & 0x0F).toFourCc();
    }

    @Override
    public Bytes byFourCc(Bytes body) {
        Optional<FourCc> fourCc = legacyFourCc(body);
        if (fourCc.isEmpty()) {
            return body;
        }
        MediaPacket packet = VideoTagCodec.decode(body).getFirst();
        if (!isMedia(packet.type())) {
            return body;
        }
        Bytes enhanced = VideoTagCodec.encode(packet.as(new Codec.Enhanced(fourCc.get()), packet.flags()));
        return enhanced.length() > FlvTag.MAX_BODY ? body : enhanced;
    }

    /** HEVC under its unofficial CodecID is for nobody who did not ask for it [IP-60]. */
    @Override
    public boolean hasNumber(FourCc fourCc) {
        return fourCc.equals(FourCc.AVC);
    }

    @Override
    public Optional<Bytes> byNumber(Bytes body, TrackBody track) {
        MediaPacket packet = VideoTagCodec.decodeTrack(VideoTagCodec.frameType(body), 0, track.asTrackZero());
        return isMedia(packet.type())
                ? Optional.of(
                        VideoTagCodec.encode(packet.as(new Codec.LegacyVideo(Codec.LegacyVideo.AVC), packet.flags())))
                : Optional.empty();
    }

    private static boolean isMedia(PacketType type) {
        return switch (type) {
            case SEQUENCE_START, CODED_FRAMES, SEQUENCE_END -> true;
            case METADATA, MULTICHANNEL_CONFIG, COMMAND, SILENCE, UNKNOWN -> false;
        };
    }
}
