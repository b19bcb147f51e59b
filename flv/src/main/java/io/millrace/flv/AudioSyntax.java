package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.util.Optional;

/** Of audio: FourCC and SoundFormat; there are no commands. */
final class AudioSyntax implements KindSyntax {
    static final AudioSyntax INSTANCE = new AudioSyntax();

    private AudioSyntax() {}

    @Override
    public boolean isEnhanced(Bytes body) {
        return AudioTagCodec.isEnhanced(body);
    }

    @Override
    public int multitrack() {
        return AudioTagCodec.MULTITRACK;
    }

    @Override
    public boolean knows(int packetType) {
        return AudioTagCodec.typeOf(packetType) != PacketType.UNKNOWN;
    }

    @Override
    public boolean isCommand(Bytes body, EnhancedMessage message) {
        return false;
    }

    @Override
    public boolean isLegacyCommand(Bytes body) {
        return false;
    }

    @Override
    public boolean isWhole(TrackBody track) {
        return true;
    }

    @Override
    public int firstByte(Bytes body, int packetType, boolean wrapped) {
        return AudioTagCodec.firstByte(wrapped ? AudioTagCodec.MULTITRACK : packetType);
    }

    @Override
    public Optional<FourCc> legacyFourCc(Bytes body) {
        return body.isEmpty() ? Optional.empty() : new Codec.LegacyAudio(body.u8(0) >> 4).toFourCc();
    }

    @Override
    public Bytes byFourCc(Bytes body) {
        Optional<FourCc> fourCc = legacyFourCc(body);
        if (fourCc.isEmpty()) {
            return body;
        }
        MediaPacket packet = AudioTagCodec.decode(body).getFirst();
        if (packet.type() == PacketType.UNKNOWN) {
            return body;
        }
        Bytes enhanced = AudioTagCodec.encode(packet.as(new Codec.Enhanced(fourCc.get()), 0));
        return enhanced.length() > FlvTag.MAX_BODY ? body : enhanced;
    }

    @Override
    public boolean hasNumber(FourCc fourCc) {
        return fourCc.equals(FourCc.AAC) || fourCc.equals(FourCc.MP3);
    }

    @Override
    public Optional<Bytes> byNumber(Bytes body, TrackBody track) {
        MediaPacket packet = AudioTagCodec.decodeTrack(0, track.asTrackZero());
        boolean aac = track.fourCc().equals(FourCc.AAC);
        boolean sayable =
                packet.type() == PacketType.CODED_FRAMES || (aac && packet.type() == PacketType.SEQUENCE_START);
        if (!sayable) {
            return Optional.empty();
        }
        int soundFormat = aac ? Codec.LegacyAudio.AAC : Codec.LegacyAudio.MP3;
        int flags = aac ? SoundFlags.AAC : SoundFlags.ofMp3(packet.payload());
        return Optional.of(AudioTagCodec.encode(packet.as(new Codec.LegacyAudio(soundFormat), flags)));
    }
}
