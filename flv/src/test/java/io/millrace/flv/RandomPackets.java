package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.util.List;
import java.util.Random;

/** Packets that a message can say, of all kinds. */
final class RandomPackets {
    private static final List<FourCc> VIDEO =
            List.of(FourCc.AV1, FourCc.AVC, FourCc.HEVC, FourCc.VVC, FourCc.VP8, FourCc.VP9, FourCc.of("zzzz"));
    private static final List<FourCc> AUDIO =
            List.of(FourCc.AC3, FourCc.EAC3, FourCc.OPUS, FourCc.MP3, FourCc.FLAC, FourCc.AAC, FourCc.of("zzzz"));

    private RandomPackets() {}

    static MediaPacket video(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> legacyVideo(random, random.nextBoolean() ? Codec.LegacyVideo.AVC : Codec.LegacyVideo.HEVC);
            case 1 ->
                packet(
                        Track.VIDEO_0,
                        new Codec.LegacyVideo(random.nextInt(7)),
                        PacketType.CODED_FRAMES,
                        frameType(random),
                        0,
                        payload(random, 1));
            case 2 -> {
                Codec codec = random.nextBoolean() ? new Codec.None() : new Codec.LegacyVideo(random.nextInt(16));
                Bytes command = Bytes.of(random.nextInt(2));
                yield packet(Track.VIDEO_0, codec, PacketType.COMMAND, VideoFrameType.COMMAND, 0, command);
            }
            default -> enhancedVideo(random, new Track(MediaKind.VIDEO, trackId(random)));
        };
    }

    static MediaPacket audio(Random random) {
        int flags = random.nextInt(16);
        return switch (random.nextInt(5)) {
            case 0 -> packet(Track.AUDIO_0, new Codec.None(), PacketType.SILENCE, 0, 0, Bytes.EMPTY);
            case 1 -> {
                var type = any(random, PacketType.SEQUENCE_START, PacketType.CODED_FRAMES);
                var aac = new Codec.LegacyAudio(Codec.LegacyAudio.AAC);
                yield packet(Track.AUDIO_0, aac, type, flags, 0, payload(random, 0));
            }
            case 2 -> {
                var codec = new Codec.LegacyAudio(any(random, 0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15));
                yield packet(Track.AUDIO_0, codec, PacketType.CODED_FRAMES, flags, 0, payload(random, 1));
            }
            default -> {
                var type = any(
                        random,
                        PacketType.SEQUENCE_START,
                        PacketType.CODED_FRAMES,
                        PacketType.SEQUENCE_END,
                        PacketType.MULTICHANNEL_CONFIG);
                var codec = new Codec.Enhanced(AUDIO.get(random.nextInt(AUDIO.size())));
                var track = new Track(MediaKind.AUDIO, trackId(random));
                yield packet(track, codec, type, 0, 0, payload(random, 0));
            }
        };
    }

    private static MediaPacket legacyVideo(Random random, int codecId) {
        var codec = new Codec.LegacyVideo(codecId);
        return switch (random.nextInt(3)) {
            case 0 -> packet(Track.VIDEO_0, codec, PacketType.SEQUENCE_START, frameType(random), 0, payload(random, 0));
            case 1 -> packet(Track.VIDEO_0, codec, PacketType.SEQUENCE_END, frameType(random), 0, Bytes.EMPTY);
            default ->
                packet(
                        Track.VIDEO_0,
                        codec,
                        PacketType.CODED_FRAMES,
                        frameType(random),
                        compositionTime(random),
                        payload(random, 0));
        };
    }

    private static MediaPacket enhancedVideo(Random random, Track track) {
        FourCc fourCc = VIDEO.get(random.nextInt(VIDEO.size()));
        Codec codec = new Codec.Enhanced(fourCc);
        PacketType type = any(
                random,
                PacketType.SEQUENCE_START,
                PacketType.CODED_FRAMES,
                PacketType.SEQUENCE_END,
                PacketType.METADATA);
        boolean reorders = List.of(FourCc.AVC, FourCc.HEVC, FourCc.VVC).contains(fourCc);
        int compositionTime = reorders && type == PacketType.CODED_FRAMES ? compositionTime(random) : 0;
        int flags = type == PacketType.METADATA ? 0 : frameType(random);
        return packet(track, codec, type, flags, compositionTime, payload(random, 0));
    }

    private static MediaPacket packet(
            Track track, Codec codec, PacketType type, int flags, int compositionTime, Bytes payload) {
        return new MediaPacket(track, codec, type, flags, compositionTime, 0, payload);
    }

    private static int frameType(Random random) {
        return any(random, 0, 1, 2, 3, 4, 6, 7);
    }

    private static int compositionTime(Random random) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt() >> 8;
    }

    private static int trackId(Random random) {
        return random.nextBoolean() ? 0 : random.nextInt(256);
    }

    private static Bytes payload(Random random, int minimum) {
        byte[] payload = new byte[minimum + random.nextInt(20)];
        random.nextBytes(payload);
        return Bytes.wrap(payload);
    }

    @SafeVarargs
    private static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
