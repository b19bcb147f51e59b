package io.millrace.server.record;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.FlvReader;
import io.millrace.flv.FlvTag;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.mux.Mp4File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Frames to record, and what a file holds of them. */
final class Recorded {
    static final Bytes AVC_HEADER = Bytes.hex("17 00 000000 01640028");
    static final Bytes OTHER_AVC_HEADER = Bytes.hex("17 00 000000 0142C01E");

    /** High@4.0, 1920x1080. */
    static final Bytes FULL_AVC_HEADER = Bytes.hex("17 00 000000 01640028ffe1001e67640028acd940780227e5c05a80808"
            + "0a0000003002000000641e30632c001000668ebe3cb22c0fdf8f800");

    private Recorded() {}

    static MediaFrame video(Bytes body, long dtsMillis) {
        return new MediaFrame(MediaKind.VIDEO, dtsMillis, body, VideoTagCodec.decode(body));
    }

    static MediaFrame key(int number, long dtsMillis) {
        return video(Bytes.of(0x17, 1, 0, 0, 0, number), dtsMillis);
    }

    static MediaFrame inter(int number, long dtsMillis) {
        return video(Bytes.of(0x27, 1, 0, 0, 0, number), dtsMillis);
    }

    static MediaFrame sound(int number, long dtsMillis) {
        Bytes body = Bytes.of(0xAF, 1, number);
        return new MediaFrame(MediaKind.AUDIO, dtsMillis, body, AudioTagCodec.decode(body));
    }

    static MediaFrame data(Bytes body, long dtsMillis) {
        return new MediaFrame(MediaKind.DATA, dtsMillis, body, List.of());
    }

    /** As {@code VIDEO 40 17010000000a} each, without the metadata at the beginning. */
    static List<String> media(Path file) throws IOException {
        return tags(file).stream()
                .skip(1)
                .map(tag -> name(tag.type()) + " " + tag.timestampMillis() + " "
                        + tag.body().toHex())
                .toList();
    }

    static String text(MediaFrame frame, long millis) {
        return frame.kind() + " " + millis + " " + frame.body().toHex();
    }

    static AmfProperties metadata(Path file) throws IOException {
        return Amf0.decodeAll(tags(file).getFirst().body()).get(1).asProperties();
    }

    private static List<FlvTag> tags(Path file) throws IOException {
        List<FlvTag> tags = new ArrayList<>();
        new FlvReader().read(Bytes.wrap(Files.readAllBytes(file)), tags::add);
        return tags;
    }

    private static MediaKind name(int type) {
        return switch (type) {
            case FlvTag.AUDIO -> MediaKind.AUDIO;
            case FlvTag.VIDEO -> MediaKind.VIDEO;
            default -> MediaKind.DATA;
        };
    }

    /** The numbers of the pictures in an MP4 file. */
    static List<Integer> pictures(Path file) throws IOException {
        ByteSource source = ByteSource.of(Bytes.wrap(Files.readAllBytes(file)));
        List<Integer> numbers = new ArrayList<>();
        try (var reader = new Mp4File(Mp4File.index(source), source)) {
            for (MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
                if (frame.holds(PacketType.CODED_FRAMES)) {
                    numbers.add(frame.body().u8(frame.body().length() - 1));
                }
            }
        }
        return numbers;
    }
}
