package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.media.ChannelLayout;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.List;

/**
 * Makes frames of what an encoder of audio gives: frames with their times, and the configuration of their decoder. Immutable.
 *
 * <p>A frame is one of the codec, AAC without ADTS header. The configuration is an AudioSpecificConfig for AAC, an
 * identification header for Opus, the stream info for FLAC; MP3, AC-3 and E-AC-3 need none [ER-065].
 *
 * @param codec as frames name it: by FourCC, or AAC and MP3 by the numbers of old, which all servers know
 * @param soundFlags of a legacy message, {@link SoundFlags#of}; 0 in Enhanced ones
 */
public record AudioTrack(Codec codec, int soundFlags, int trackId) {
    /** Track 0; AAC by its number, all others by FourCC. */
    public AudioTrack(FourCc codec) {
        this(
                codec.equals(FourCc.AAC) ? new Codec.LegacyAudio(Codec.LegacyAudio.AAC) : new Codec.Enhanced(codec),
                codec.equals(FourCc.AAC) ? SoundFlags.AAC : 0,
                0);
    }

    /** Another track of a stream of several [ER-106]; by FourCC. */
    public AudioTrack(FourCc codec, int trackId) {
        this(new Codec.Enhanced(codec), 0, trackId);
    }

    /** MP3 by its number, as players from before Enhanced RTMP know it. */
    public static AudioTrack legacyMp3(int sampleRate, boolean stereo) {
        return new AudioTrack(new Codec.LegacyAudio(Codec.LegacyAudio.MP3), SoundFlags.of(sampleRate, stereo), 0);
    }

    /** What must come before the first frame, and again when it changes. */
    public MediaFrame configuration(Bytes record, long dtsMillis) {
        return frame(PacketType.SEQUENCE_START, dtsMillis, record);
    }

    /**
     * How the channels are laid out, for more than two [ER-067].
     *
     * @throws IllegalArgumentException for a track that is named by number
     */
    public MediaFrame layout(ChannelLayout layout, long dtsMillis) {
        return frame(PacketType.MULTICHANNEL_CONFIG, dtsMillis, MultichannelConfigCodec.encode(layout));
    }

    /** One frame of sound. */
    public MediaFrame frame(Bytes frame, long dtsMillis) {
        return frame(PacketType.CODED_FRAMES, dtsMillis, frame);
    }

    /** No more sound comes; only by FourCC is there a message for it [ER-130]. */
    public MediaFrame end(long dtsMillis) {
        return frame(PacketType.SEQUENCE_END, dtsMillis, Bytes.EMPTY);
    }

    private MediaFrame frame(PacketType type, long dtsMillis, Bytes payload) {
        var packet = new MediaPacket(new Track(MediaKind.AUDIO, trackId), codec, type, soundFlags, 0, 0, payload);
        return new MediaFrame(MediaKind.AUDIO, dtsMillis, AudioTagCodec.encode(packet), List.of(packet));
    }
}
