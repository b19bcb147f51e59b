package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.file.MediaFiles;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingBlockTest {
    /** More than two key frames, and more than the block needs to come round once. */
    private static final int PICTURES = 160;

    private static final int WIDTH = MovingBlock.COLUMNS * BlockEncoder.BLOCK;
    private static final int HEIGHT = MovingBlock.ROWS * BlockEncoder.BLOCK;

    @TempDir
    Path folder;

    private Path file() throws IOException {
        Path file = folder.resolve("block.flv");
        var block = new MovingBlock();
        try (var out = MediaFiles.create(file)) {
            for (var header : block.headers()) {
                out.write(header);
            }
            for (int number = 0; number < PICTURES; number++) {
                out.write(block.picture(number));
            }
        }
        return file;
    }

    @Test
    void ffmpegDecodesEachPictureToThePixel() throws Exception {
        Path pictures = folder.resolve("block.gray");
        List<String> decode = List.of(
                Ffmpeg.bundled().ffmpeg(),
                "-v",
                "warning",
                "-xerror",
                "-i",
                file().toString(),
                "-fps_mode",
                "passthrough",
                "-vf",
                "extractplanes=y",
                "-f",
                "rawvideo",
                pictures.toString());
        try (var ffmpeg = Program.start(decode)) {
            ffmpeg.succeed();
            assertThat(ffmpeg.log()).isEmpty();
        }
        byte[] samples = Files.readAllBytes(pictures);
        assertThat(samples).hasSize(PICTURES * WIDTH * HEIGHT);
        for (int at = 0; at < samples.length; at++) {
            if (samples[at] != (byte) expected(at)) {
                throw new AssertionError("picture " + at / (WIDTH * HEIGHT) + ", sample " + at % (WIDTH * HEIGHT) + ": "
                        + samples[at] + " (expected: " + (byte) expected(at) + ")");
            }
        }
    }

    private static int expected(int at) {
        int picture = at / (WIDTH * HEIGHT);
        int column = at % WIDTH / BlockEncoder.BLOCK;
        int row = at % (WIDTH * HEIGHT) / WIDTH / BlockEncoder.BLOCK;
        boolean bright = row * MovingBlock.COLUMNS + column == picture % (MovingBlock.COLUMNS * MovingBlock.ROWS);
        return bright ? BlockEncoder.BRIGHT : BlockEncoder.DARK;
    }

    @Test
    void ffprobeSeesItsSizeProfileAndKeyFrames() throws Exception {
        Path file = file();
        List<String> lines = Program.run(List.of(
                Ffmpeg.bundled().ffprobe(),
                "-v",
                "error",
                "-show_entries",
                "stream=codec_name,profile,width,height,r_frame_rate:packet=flags",
                "-of",
                "compact=nokey=1",
                file.toString()));
        assertThat(lines).contains("stream|h264|Constrained Baseline|256|144|25/1");
        assertThat(lines).filteredOn(line -> line.startsWith("packet|")).hasSize(PICTURES);
        assertThat(lines).filteredOn(line -> line.startsWith("packet|K")).hasSize(4);
    }
}
