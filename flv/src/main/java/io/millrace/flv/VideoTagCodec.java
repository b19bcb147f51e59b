package io.millrace.flv;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.util.List;

/**
 * Bodies of video messages and FLV video tags, legacy [FLV10.1 §E.4.3.1] and Enhanced [ER-120], to packets and back.
 * Only headers are read; a payload is a view of the body.
 *
 * <pre>
 *   bit  7      6 5 4      3 2 1 0
 *        0  |  FrameType | CodecID       legacy; AVC and HEVC go on with AVCPacketType and CompositionTime
 *        1  |  FrameType | PacketType    Enhanced; see {@code EnhancedMessage}
 * </pre>
 */
public final class VideoTagCodec {
    // Packet types of Enhanced video [ER-122].
    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int SEQUENCE_END = 2;
    private static final int CODED_FRAMES_X = 3;
    static final int METADATA = 4;
    private static final int MPEG2TS_SEQUENCE_START = 5;
    static final int MULTITRACK = 6;

    // AVCPacketType [F-06].
    private static final int AVC_SEQUENCE_HEADER = 0;
    private static final int AVC_NALU = 1;
    private static final int AVC_END_OF_SEQUENCE = 2;

    /** First byte of an AV1VideoDescriptor, its tag; an av1C record begins with 0x81 [ER-126, ER-127]. */
    private static final int AV1_DESCRIPTOR_TAG = 0x80;

    private static final int COMPOSITION_TIME_LENGTH = 3;

    private VideoTagCodec() {}

    /**
     * The packets of one message, one per track, at least one. What has no meaning here, be it an unknown packet type,
     * an unknown Multitrack type or an empty body, is a packet of type UNKNOWN; an unknown FourCC is a codec like any
     * other [ER-002].
     *
     * @throws MalformedTagException if an Enhanced header contradicts the length of the body or itself, so that not
     *     even one track can be read; the message is to be dropped [ER-084]
     */
    public static List<MediaPacket> decode(Bytes body) {
        if (body.isEmpty()) {
            return List.of(trackZero(new Codec.None(), PacketType.UNKNOWN, 0, 0, body));
        }
        int frameType = frameType(body);
        if (!isEnhanced(body)) {
            return List.of(decodeLegacy(frameType, body.u8(0) & 0x0F, body.from(1)));
        }
        EnhancedMessage message = EnhancedMessage.read(body);
        if (isCommand(frameType, message)) {
            return List.of(trackZero(new Codec.None(), PacketType.COMMAND, frameType, 0, message.rest()));
        }
        List<TrackBody> tracks = message.tracks(MULTITRACK);
        return switch (tracks.size()) {
            case 0 -> List.of(trackZero(new Codec.None(), PacketType.UNKNOWN, frameType, 0, message.rest()));
            case 1 -> List.of(decodeTrack(frameType, message.nanoOffset(), tracks.getFirst()));
            default -> {
                // A body that is too short costs no other track: its size says where the next begins [ER-104].
                List<TrackBody> whole =
                        tracks.stream().filter(VideoTagCodec::isWhole).toList();
                List<TrackBody> kept = whole.isEmpty() ? tracks : whole;
                yield kept.stream()
                        .map(track -> decodeTrack(frameType, message.nanoOffset(), track))
                        .toList();
            }
        };
    }

    /** Whether the composition time is there, in the frames that begin with one. */
    static boolean isWhole(TrackBody track) {
        return !beginsWithCompositionTime(track) || track.body().length() >= COMPOSITION_TIME_LENGTH;
    }

    /** UNKNOWN for what has no meaning here, and for what wraps others. */
    static PacketType typeOf(int packetType) {
        return switch (packetType) {
            case SEQUENCE_START, MPEG2TS_SEQUENCE_START -> PacketType.SEQUENCE_START;
            case CODED_FRAMES, CODED_FRAMES_X -> PacketType.CODED_FRAMES;
            case SEQUENCE_END -> PacketType.SEQUENCE_END;
            case METADATA -> PacketType.METADATA;
            default -> PacketType.UNKNOWN;
        };
    }

    private static boolean beginsWithCompositionTime(TrackBody track) {
        return track.packetType() == CODED_FRAMES && hasCompositionTime(track.fourCc());
    }

    static boolean isEnhanced(Bytes body) {
        return !body.isEmpty() && (body.u8(0) & 0x80) != 0;
    }

    static int frameType(Bytes body) {
        return body.u8(0) >> 4 & 0x07;
    }

    /** Looked at after ModEx and before Multitrack: a command has neither FourCC nor tracks [ER-123]. */
    static boolean isCommand(int frameType, EnhancedMessage message) {
        return frameType == VideoFrameType.COMMAND && message.packetType() != METADATA;
    }

    private static MediaPacket decodeLegacy(int frameType, int codecId, Bytes rest) {
        Codec codec = new Codec.LegacyVideo(codecId);
        if (frameType == VideoFrameType.COMMAND) {
            return trackZero(codec, PacketType.COMMAND, frameType, 0, rest);
        }
        if (rest.isEmpty()) {
            return trackZero(codec, PacketType.UNKNOWN, frameType, 0, rest);
        }
        return hasAvcPacketType(codecId)
                ? decodeAvc(codec, frameType, rest)
                : trackZero(codec, PacketType.CODED_FRAMES, frameType, 0, rest);
    }

    private static MediaPacket decodeAvc(Codec codec, int frameType, Bytes rest) {
        int avcPacketType = rest.u8(0);
        if (avcPacketType == AVC_END_OF_SEQUENCE) {
            // Its composition time means nothing, and some leave it out.
            return trackZero(codec, PacketType.SEQUENCE_END, frameType, 0, Bytes.EMPTY);
        }
        if (avcPacketType > AVC_END_OF_SEQUENCE || rest.length() < 4) {
            return trackZero(codec, PacketType.UNKNOWN, frameType, 0, rest);
        }
        return avcPacketType == AVC_NALU
                ? trackZero(codec, PacketType.CODED_FRAMES, frameType, i24(rest, 1), rest.from(4))
                : trackZero(codec, PacketType.SEQUENCE_START, frameType, 0, rest.from(4));
    }

    private static MediaPacket trackZero(Codec codec, PacketType type, int flags, int compositionTime, Bytes payload) {
        return new MediaPacket(Track.VIDEO_0, codec, type, flags, compositionTime, 0, payload);
    }

    private static boolean hasAvcPacketType(int codecId) {
        return codecId == Codec.LegacyVideo.AVC || codecId == Codec.LegacyVideo.HEVC;
    }

    static MediaPacket decodeTrack(int frameType, int nanoOffset, TrackBody in) {
        PacketType type = typeOf(in.packetType());
        Track track = in.trackId() == 0 ? Track.VIDEO_0 : new Track(MediaKind.VIDEO, in.trackId());
        Codec codec = new Codec.Enhanced(in.fourCc());
        int flags = type == PacketType.METADATA ? 0 : frameType;
        if (!isWhole(in)) {
            throw new MalformedTagException(
                    in.fourCc() + " frame of " + in.body().length() + " bytes (expected: >= 3, the composition time)");
        }
        if (beginsWithCompositionTime(in)) {
            Bytes data = in.body().from(COMPOSITION_TIME_LENGTH);
            return new MediaPacket(track, codec, type, flags, i24(in.body(), 0), nanoOffset, data);
        }
        return new MediaPacket(track, codec, type, flags, 0, nanoOffset, in.body());
    }

    /** Of the codecs that reorder frames, those whose CodedFrames begin with the offset as SI24 [ER-128]. */
    private static boolean hasCompositionTime(FourCc fourCc) {
        return fourCc.equals(FourCc.AVC) || fourCc.equals(FourCc.HEVC) || fourCc.equals(FourCc.VVC);
    }

    private static int i24(Bytes bytes, int at) {
        return (bytes.u8(at) << 24 | bytes.u8(at + 1) << 16 | bytes.u8(at + 2) << 8) >> 8;
    }

    /**
     * The body of a message that holds this packet alone, without ModEx: track 0 as an ordinary message, any other in a
     * OneTrack wrapper, which is how FFmpeg and OBS write them [IP-72]. {@link #decode} gives the packet back, but for
     * its nano offset.
     *
     * @throws IllegalArgumentException if no message can say this: an UNKNOWN packet, a legacy codec on another track
     *     than 0, a composition time beyond 24 bits or of a codec that has none
     */
    public static Bytes encode(MediaPacket packet) {
        if (packet.flags() >> 3 != 0 || !hasRoomForCompositionTime(packet)) {
            throw cannotSay(packet);
        }
        return switch (packet.codec()) {
            case Codec.LegacyVideo(int codecId) -> encodeLegacy(codecId, packet);
            case Codec.Enhanced(FourCc fourCc) -> encodeEnhanced(fourCc, packet);
            case Codec.None()
            when packet.type() == PacketType.COMMAND ->
                new ByteWriter(1 + packet.payload().length())
                        .u8(0x80 | VideoFrameType.COMMAND << 4)
                        .bytes(packet.payload())
                        .toBytes();
            case Codec.None none -> throw cannotSay(packet);
            case Codec.LegacyAudio audio -> throw cannotSay(packet);
        };
    }

    private static Bytes encodeLegacy(int codecId, MediaPacket packet) {
        boolean command = packet.type() == PacketType.COMMAND;
        if (packet.track().id() != 0 || command != (packet.flags() == VideoFrameType.COMMAND)) {
            throw cannotSay(packet);
        }
        ByteWriter out = new ByteWriter(5 + packet.payload().length()).u8(packet.flags() << 4 | codecId);
        if (hasAvcPacketType(codecId) && !command) {
            out.u8(avcPacketType(packet)).u24(packet.compositionTimeMillis());
        } else if (!command && packet.type() != PacketType.CODED_FRAMES) {
            throw cannotSay(packet);
        }
        return out.bytes(packet.payload()).toBytes();
    }

    private static int avcPacketType(MediaPacket packet) {
        return switch (packet.type()) {
            case SEQUENCE_START -> AVC_SEQUENCE_HEADER;
            case CODED_FRAMES -> AVC_NALU;
            case SEQUENCE_END -> AVC_END_OF_SEQUENCE;
            case METADATA, MULTICHANNEL_CONFIG, COMMAND, SILENCE, UNKNOWN -> throw cannotSay(packet);
        };
    }

    private static Bytes encodeEnhanced(FourCc fourCc, MediaPacket packet) {
        int packetType = packetType(fourCc, packet);
        int trackId = packet.track().id();
        ByteWriter out = new ByteWriter(10 + packet.payload().length());
        if (trackId == 0) {
            out.u8(unwrappedFirstByte(packet.flags(), packetType)).u32(fourCc.code());
        } else {
            out.u8(0x80 | packet.flags() << 4 | MULTITRACK)
                    .u8(packetType)
                    .u32(fourCc.code())
                    .u8(trackId);
        }
        if (packetType == CODED_FRAMES && hasCompositionTime(fourCc)) {
            out.u24(packet.compositionTimeMillis());
        }
        return out.bytes(packet.payload()).toBytes();
    }

    /**
     * The first byte of a message without ModEx and Multitrack. Metadata gets frame type 5, the only one FFmpeg reads
     * it with; inside Multitrack 5 would make it a command, and no more metadata [IP-74].
     */
    static int unwrappedFirstByte(int frameType, int packetType) {
        return 0x80 | (packetType == METADATA ? VideoFrameType.COMMAND : frameType) << 4 | packetType;
    }

    /** The first byte of a Multitrack message without ModEx, whatever its packet type. */
    static int wrappedFirstByte(int frameType) {
        int unlessCommand = frameType == VideoFrameType.COMMAND ? VideoFrameType.KEY : frameType;
        return 0x80 | unlessCommand << 4 | MULTITRACK;
    }

    private static int packetType(FourCc fourCc, MediaPacket packet) {
        if (packet.flags() == VideoFrameType.COMMAND) {
            throw cannotSay(packet);
        }
        return switch (packet.type()) {
            case SEQUENCE_START ->
                fourCc.equals(FourCc.AV1) && packet.payload().startsWith(Bytes.of(AV1_DESCRIPTOR_TAG))
                        ? MPEG2TS_SEQUENCE_START
                        : SEQUENCE_START;
            case CODED_FRAMES ->
                hasCompositionTime(fourCc) && packet.compositionTimeMillis() == 0 ? CODED_FRAMES_X : CODED_FRAMES;
            case SEQUENCE_END -> SEQUENCE_END;
            case METADATA -> METADATA;
            case MULTICHANNEL_CONFIG, COMMAND, SILENCE, UNKNOWN -> throw cannotSay(packet);
        };
    }

    /** Coded frames of some codecs have an SI24 for it, all else has none [F-06, ER-128]. */
    private static boolean hasRoomForCompositionTime(MediaPacket packet) {
        int millis = packet.compositionTimeMillis();
        boolean field = packet.type() == PacketType.CODED_FRAMES
                && switch (packet.codec()) {
                    case Codec.LegacyVideo(int codecId) -> hasAvcPacketType(codecId);
                    case Codec.Enhanced(FourCc fourCc) -> hasCompositionTime(fourCc);
                    case Codec.LegacyAudio audio -> false;
                    case Codec.None none -> false;
                };
        return field ? millis << 8 >> 8 == millis : millis == 0;
    }

    private static IllegalArgumentException cannotSay(MediaPacket packet) {
        return new IllegalArgumentException("no video message can say " + packet);
    }
}
