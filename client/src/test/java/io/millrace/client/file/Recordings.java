package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.media.Codec;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recordings for the tests of what reads and writes them. */
final class Recordings {
    static final Bytes AAC = Bytes.hex("121056e500");
    static final Bytes AAC_48K = Bytes.hex("119056e500");

    private Recordings() {}

    /** All of a file: headers, then frames. */
    static List<MediaFrame> read(Path file) throws IOException {
        try (FrameReader reader = MediaFiles.open(file)) {
            return all(reader);
        }
    }

    static List<MediaFrame> all(FrameReader reader) throws IOException {
        List<MediaFrame> frames = new ArrayList<>(reader.headers());
        frames.addAll(rest(reader));
        return frames;
    }

    static List<MediaFrame> rest(FrameReader reader) throws IOException {
        List<MediaFrame> frames = new ArrayList<>();
        for (@Nullable MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }

    /** A recording of these frames, without headers, that cannot be sought in. */
    static FrameReader reader(MediaFrame... frames) {
        Iterator<MediaFrame> left = List.of(frames).iterator();
        return new FrameReader() {
            @Override
            public long durationMillis() {
                return 0;
            }

            @Override
            public List<MediaFrame> headers() {
                return List.of();
            }

            @Override
            public long seek(long millis) throws IOException {
                throw new IOException("read only from its beginning to its end");
            }

            @Override
            public @Nullable MediaFrame next() {
                return left.hasNext() ? left.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    /** Coded frames, with times from the first on. */
    static List<String> coded(List<MediaFrame> frames) {
        List<MediaFrame> coded = frames.stream()
                .filter(frame -> frame.holds(PacketType.CODED_FRAMES))
                .toList();
        return coded.stream()
                .map(frame -> frame.kind() + " "
                        + (frame.dtsMillis() - coded.getFirst().dtsMillis()) + " "
                        + frame.body().toHex())
                .toList();
    }

    static MediaFrame sound(long millis) {
        return audio(PacketType.CODED_FRAMES, millis, Bytes.utf8("sound " + millis));
    }

    static MediaFrame header(Bytes configuration) {
        return audio(PacketType.SEQUENCE_START, 0, configuration);
    }

    private static MediaFrame audio(PacketType type, long millis, Bytes payload) {
        Bytes body = AudioTagCodec.encode(
                new MediaPacket(Track.AUDIO_0, new Codec.LegacyAudio(Codec.LegacyAudio.AAC), type, 15, 0, 0, payload));
        return new MediaFrame(MediaKind.AUDIO, millis, body, AudioTagCodec.decode(body));
    }

    /** One second of sound. */
    static List<MediaFrame> second(long from) {
        List<MediaFrame> frames = new ArrayList<>();
        for (long millis = from; millis < from + 1000; millis += 20) {
            frames.add(sound(millis));
        }
        return frames;
    }
}
