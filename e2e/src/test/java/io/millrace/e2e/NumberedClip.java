package io.millrace.e2e;

import io.millrace.testkit.FlvTag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Recorded streams of small numbered frames, ten a second: frame n is at n * 100 ms, and every tenth is a key frame. So a
 * test can say which frames have to come.
 */
final class NumberedClip {
    /** {@code onMetaData} with nothing in it. */
    private static final String METADATA = "02000a6f6e4d6574614461746108" + "00000000000009";

    private static final int FRAME_MILLIS = 100;
    private static final int GOP_FRAMES = 10;

    private NumberedClip() {}

    /**
     * Four recordings of application {@code vod}: {@code a} and {@code b} of 2 s, {@code low} and {@code high} of 30 s, two
     * versions of one content. The numbers on the frames of {@code b} and {@code high} begin at 1000.
     */
    static void writePlaylist(Path recordings) throws IOException {
        write(recordings.resolve("vod/a.flv"), 20, 0);
        write(recordings.resolve("vod/b.flv"), 20, 1000);
        write(recordings.resolve("vod/low.flv"), 300, 0);
        write(recordings.resolve("vod/high.flv"), 300, 1000);
    }

    /** An FLV file of so many frames, the numbers on them counted from {@code firstNumber}. */
    static void write(Path file, int frames, int firstNumber) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, FlvTag.file(tags(frames, firstNumber)));
    }

    private static List<FlvTag> tags(int frames, int firstNumber) {
        var tags = new ArrayList<FlvTag>();
        tags.add(tag(FlvTag.SCRIPT, 0, HexFormat.of().parseHex(METADATA)));
        tags.add(tag(FlvTag.VIDEO, 0, Frames.header(firstNumber)));
        for (int frame = 0; frame < frames; frame++) {
            int number = firstNumber + frame;
            byte[] body = frame % GOP_FRAMES == 0 ? Frames.key(number) : Frames.inter(number);
            tags.add(tag(FlvTag.VIDEO, frame * FRAME_MILLIS, body));
        }
        return tags;
    }

    private static FlvTag tag(int type, long millis, byte[] body) {
        return new FlvTag(type, millis, ByteBuffer.wrap(body));
    }
}
