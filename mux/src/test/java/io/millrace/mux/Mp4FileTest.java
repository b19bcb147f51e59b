package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaFrame;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MP4 files of FFmpeg, of every codec and layout it writes, against FFmpeg's own FLV of the same file. */
class Mp4FileTest {
    private static final String FRAGMENTED = "frag_keyframe+delay_moov";

    static Stream<Arguments> files() {
        return Stream.of(MediaFile.values())
                .flatMap(file -> Stream.of("+faststart", FRAGMENTED).map(flags -> Arguments.of(file, flags)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void framesAreThoseOfFfmpeg(MediaFile media, String flags) throws IOException {
        Path file = mp4(media, flags);
        try (Mp4File reader = open(file)) {
            List<MediaFrame> frames = Frames.rest(reader);
            Frames.assertWellFormed(frames);
            List<FlvTag> tags = frames.stream().map(Frames::tag).toList();
            assertThat(Frames.coded(tags)).isEqualTo(Frames.coded(Clip.tags(file)));
        }
    }

    private static Path mp4(MediaFile media, String flags) {
        return Clip.of(".mp4", "-copyts", "-i", media.path().toString(), "-map", "0", "-c", "copy", "-movflags", flags);
    }

    private static Mp4File open(Path file) throws IOException {
        return new Mp4File(Mp4File.index(Clip.source(file)), Clip.source(file));
    }
}
