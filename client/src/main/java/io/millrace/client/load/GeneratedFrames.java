package io.millrace.client.load;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Messages with the shape of AVC and AAC in FLV tag bodies. Audio waits for the video frame that it comes before. */
final class GeneratedFrames implements FrameSupply {
    private static final int KEY_FRAME_WEIGHT = 8;
    private static final int AUDIO_BITS_PER_SECOND = 96_000;
    private static final int AUDIO_RATE = 48_000;
    private static final int AUDIO_SAMPLES = 1024;
    private static final long NEVER = Long.MAX_VALUE;

    /** AVC 1920x1080, High profile; AAC-LC, 48 kHz, stereo. */
    private static final Bytes VIDEO_HEADER =
            Bytes.hex("17 00 000000 01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c0"
                    + "01000668ebe3cb22c0fdf8f800");

    private static final Bytes AUDIO_HEADER = Bytes.hex("AF 00 1190");

    private static final int VIDEO_TAG_START = 5;
    private static final int AUDIO_TAG_START = 2;
    private static final int KEY_FRAME_START = 0x17;
    private static final int INTER_FRAME_START = 0x27;
    private static final byte KEY_FRAME_NAL_UNIT = 0x65;
    private static final byte INTER_FRAME_NAL_UNIT = 0x41;
    private static final int NAL_LENGTH = 4;

    private final LoadMedia.Generated shape;
    private final long load;
    private final byte[] keyFrame;
    private final byte[] interFrame;
    private final byte[] audioFrame;
    private final Queue<MediaFrame> headers = new ArrayDeque<>();
    private long videoIndex; // of the next frame, also counting those left out
    private long audioIndex;
    private long videoSequence; // without those
    private long audioSequence;

    /** @param load what the stamps of its frames say */
    GeneratedFrames(LoadMedia.Generated shape, long load) {
        this.shape = shape;
        this.load = load;
        int interBytes = interFrameBytes(shape);
        keyFrame = video(KEY_FRAME_START, KEY_FRAME_NAL_UNIT, interBytes * KEY_FRAME_WEIGHT);
        interFrame = video(INTER_FRAME_START, INTER_FRAME_NAL_UNIT, interBytes);
        audioFrame = noise(AUDIO_BITS_PER_SECOND / 8 * AUDIO_SAMPLES / AUDIO_RATE);
        audioFrame[0] = (byte) AUDIO_HEADER.u8(0);
        audioFrame[1] = 1;
        restart();
    }

    /** Such that a GOP has the bytes of its time. */
    private static int interFrameBytes(LoadMedia.Generated shape) {
        long videoBits = shape.bitsPerSecond() - (shape.audio() ? AUDIO_BITS_PER_SECOND : 0);
        double gopBytes = videoBits / 8.0 * shape.gopFrames() / shape.frameRate();
        int bytes = (int) Math.round(gopBytes / (shape.gopFrames() - 1 + KEY_FRAME_WEIGHT));
        return Math.max(bytes, VIDEO_TAG_START + Stamp.NAL_UNIT_START + Stamp.BYTES);
    }

    private static byte[] video(int firstByte, byte nalUnit, int bytes) {
        byte[] frame = noise(bytes);
        ByteBuffer.wrap(frame)
                .putInt(firstByte << 24 | 1 << 16) // coded frame, composition time 0
                .put((byte) 0)
                .putInt(bytes - VIDEO_TAG_START - NAL_LENGTH)
                .put(nalUnit);
        return frame;
    }

    /** Always the same; without zeros, of which a start code would consist. */
    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < bytes; i++) {
            noise[i] |= 1;
        }
        return noise;
    }

    @Override
    public long wakeMillis() {
        return videoIndex * 1000 / shape.frameRate();
    }

    private long audioMillis() {
        return shape.audio() ? audioIndex * 1000 * AUDIO_SAMPLES / AUDIO_RATE : NEVER;
    }

    @Override
    public @Nullable MediaFrame next(long millis, long nowNanos) {
        long video = wakeMillis();
        if (!headers.isEmpty()) {
            MediaFrame header = headers.remove();
            return header.at(video);
        }
        long audio = audioMillis();
        if (Math.min(video, audio) > millis) {
            return null;
        }
        return audio < video ? nextAudio(audio, nowNanos) : nextVideo(video, nowNanos);
    }

    private MediaFrame nextVideo(long millis, long nowNanos) {
        boolean key = videoIndex++ % shape.gopFrames() == 0;
        var stamp = new Stamp(videoSequence++, nowNanos);
        Bytes body = stamped(key ? keyFrame : interFrame, VIDEO_TAG_START + Stamp.NAL_UNIT_START, stamp);
        return new MediaFrame(MediaKind.VIDEO, millis, body, VideoTagCodec.decode(body));
    }

    private MediaFrame nextAudio(long millis, long nowNanos) {
        audioIndex++;
        Bytes body = stamped(audioFrame, AUDIO_TAG_START, new Stamp(audioSequence++, nowNanos));
        return new MediaFrame(MediaKind.AUDIO, millis, body, AudioTagCodec.decode(body));
    }

    private Bytes stamped(byte[] pattern, int at, Stamp stamp) {
        byte[] frame = pattern.clone();
        stamp.put(load, ByteBuffer.wrap(frame, at, Stamp.BYTES));
        return Bytes.wrap(frame);
    }

    @Override
    public int skipTo(long millis) {
        long before = videoIndex + audioIndex;
        while (wakeMillis() < millis || videoIndex % shape.gopFrames() != 0) {
            videoIndex++;
        }
        while (audioMillis() < wakeMillis()) {
            audioIndex++;
        }
        return (int) (videoIndex + audioIndex - before);
    }

    @Override
    public void restart() {
        headers.clear();
        headers.add(new MediaFrame(MediaKind.VIDEO, 0, VIDEO_HEADER, VideoTagCodec.decode(VIDEO_HEADER)));
        if (shape.audio()) {
            headers.add(new MediaFrame(MediaKind.AUDIO, 0, AUDIO_HEADER, AudioTagCodec.decode(AUDIO_HEADER)));
        }
    }
}
