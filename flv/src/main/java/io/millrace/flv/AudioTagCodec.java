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
import java.util.List;

/**
 * Bodies of audio messages and FLV audio tags, legacy [FLV10.1 §E.4.2.1] and Enhanced [ER-060], to packets and back.
 * Only headers are read; a payload is a view of the body.
 *
 * <pre>
 *   bit  7 6 5 4        3 2     1       0
 *        SoundFormat |  Rate  | Size  | Type    legacy; AAC goes on with AACPacketType
 *        1 0 0 1     |  PacketType              Enhanced; see {@code EnhancedMessage}
 * </pre>
 */
public final class AudioTagCodec {
    // Packet types of Enhanced audio [ER-061].
    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int SEQUENCE_END = 2;
    private static final int MULTICHANNEL_CONFIG = 4;
    static final int MULTITRACK = 5;

    // AACPacketType [F-05].
    private static final int AAC_SEQUENCE_HEADER = 0;
    private static final int AAC_RAW = 1;

    private AudioTagCodec() {}

    /**
     * The packets of one message, one per track, at least one; an empty body is silence [ER-064]. What has no meaning
     * here, be it an unknown packet type, an unknown Multitrack type or a legacy header alone, is a packet of type
     * UNKNOWN; an unknown FourCC or SoundFormat is a codec like any other [ER-002].
     *
     * @throws MalformedTagException if an Enhanced header contradicts the length of the body or itself; the message is
     *     to be dropped [ER-084]
     */
    public static List<MediaPacket> decode(Bytes body) {
        if (body.isEmpty()) {
            return List.of(trackZero(new Codec.None(), PacketType.SILENCE, 0, body));
        }
        if (!isEnhanced(body)) {
            return List.of(decodeLegacy(body.u8(0) >> 4, body.u8(0) & 0x0F, body.from(1)));
        }
        EnhancedMessage message = EnhancedMessage.read(body);
        List<TrackBody> tracks = message.tracks(MULTITRACK);
        return switch (tracks.size()) {
            case 0 -> List.of(trackZero(new Codec.None(), PacketType.UNKNOWN, 0, message.rest()));
            case 1 -> List.of(decodeTrack(message.nanoOffset(), tracks.getFirst()));
            default ->
                tracks.stream()
                        .map(track -> decodeTrack(message.nanoOffset(), track))
                        .toList();
        };
    }

    static boolean isEnhanced(Bytes body) {
        return !body.isEmpty() && body.u8(0) >> 4 == Codec.LegacyAudio.EX_HEADER;
    }

    private static MediaPacket decodeLegacy(int soundFormat, int flags, Bytes rest) {
        Codec codec = new Codec.LegacyAudio(soundFormat);
        if (rest.isEmpty()) {
            return trackZero(codec, PacketType.UNKNOWN, flags, rest);
        }
        if (soundFormat != Codec.LegacyAudio.AAC) {
            return trackZero(codec, PacketType.CODED_FRAMES, flags, rest);
        }
        return switch (rest.u8(0)) {
            case AAC_SEQUENCE_HEADER -> trackZero(codec, PacketType.SEQUENCE_START, flags, rest.from(1));
            case AAC_RAW -> trackZero(codec, PacketType.CODED_FRAMES, flags, rest.from(1));
            default -> trackZero(codec, PacketType.UNKNOWN, flags, rest);
        };
    }

    private static MediaPacket trackZero(Codec codec, PacketType type, int flags, Bytes payload) {
        return new MediaPacket(Track.AUDIO_0, codec, type, flags, 0, 0, payload);
    }

    /** UNKNOWN for what has no meaning here, and for what wraps others. */
    static PacketType typeOf(int packetType) {
        return switch (packetType) {
            case SEQUENCE_START -> PacketType.SEQUENCE_START;
            case CODED_FRAMES -> PacketType.CODED_FRAMES;
            case SEQUENCE_END -> PacketType.SEQUENCE_END;
            case MULTICHANNEL_CONFIG -> PacketType.MULTICHANNEL_CONFIG;
            default -> PacketType.UNKNOWN;
        };
    }

    static MediaPacket decodeTrack(int nanoOffset, TrackBody in) {
        PacketType type = typeOf(in.packetType());
        Track track = in.trackId() == 0 ? Track.AUDIO_0 : new Track(MediaKind.AUDIO, in.trackId());
        return new MediaPacket(track, new Codec.Enhanced(in.fourCc()), type, 0, 0, nanoOffset, in.body());
    }

    /**
     * The body of a message that holds this packet alone, without ModEx: track 0 as an ordinary message, any other in a
     * OneTrack wrapper, which is how FFmpeg and OBS write them [IP-72]. {@link #decode} gives the packet back, but for
     * its nano offset.
     *
     * @throws IllegalArgumentException if no message can say this: an UNKNOWN packet, a legacy codec on another track
     *     than 0, a packet type that its codec or audio does not have
     */
    public static Bytes encode(MediaPacket packet) {
        return switch (packet.codec()) {
            case Codec.LegacyAudio(int soundFormat) -> encodeLegacy(soundFormat, packet);
            case Codec.Enhanced(FourCc fourCc) -> encodeEnhanced(fourCc, packet);
            case Codec.None() when packet.type() == PacketType.SILENCE -> Bytes.EMPTY;
            case Codec.None none -> throw cannotSay(packet);
            case Codec.LegacyVideo video -> throw cannotSay(packet);
        };
    }

    private static Bytes encodeLegacy(int soundFormat, MediaPacket packet) {
        if (packet.track().id() != 0 || packet.flags() >> 4 != 0 || soundFormat == Codec.LegacyAudio.EX_HEADER) {
            throw cannotSay(packet);
        }
        ByteWriter out = new ByteWriter(2 + packet.payload().length()).u8(soundFormat << 4 | packet.flags());
        boolean aac = soundFormat == Codec.LegacyAudio.AAC;
        switch (packet.type()) {
            case CODED_FRAMES -> {
                if (aac) {
                    out.u8(AAC_RAW);
                }
            }
            case SEQUENCE_START -> {
                if (!aac) {
                    throw cannotSay(packet);
                }
                out.u8(AAC_SEQUENCE_HEADER);
            }
            case SEQUENCE_END, METADATA, MULTICHANNEL_CONFIG, COMMAND, SILENCE, UNKNOWN -> throw cannotSay(packet);
        }
        return out.bytes(packet.payload()).toBytes();
    }

    private static Bytes encodeEnhanced(FourCc fourCc, MediaPacket packet) {
        int packetType = packetType(packet);
        int trackId = packet.track().id();
        ByteWriter out = new ByteWriter(7 + packet.payload().length());
        if (trackId == 0) {
            out.u8(firstByte(packetType)).u32(fourCc.code());
        } else {
            out.u8(firstByte(MULTITRACK)).u8(packetType).u32(fourCc.code()).u8(trackId);
        }
        return out.bytes(packet.payload()).toBytes();
    }

    static int firstByte(int packetType) {
        return Codec.LegacyAudio.EX_HEADER << 4 | packetType;
    }

    private static int packetType(MediaPacket packet) {
        return switch (packet.type()) {
            case SEQUENCE_START -> SEQUENCE_START;
            case CODED_FRAMES -> CODED_FRAMES;
            case SEQUENCE_END -> SEQUENCE_END;
            case MULTICHANNEL_CONFIG -> MULTICHANNEL_CONFIG;
            case METADATA, COMMAND, SILENCE, UNKNOWN -> throw cannotSay(packet);
        };
    }

    private static IllegalArgumentException cannotSay(MediaPacket packet) {
        return new IllegalArgumentException("no audio message can say " + packet);
    }
}
