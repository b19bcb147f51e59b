package io.millrace.client.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.testkit.MediaFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class LoopedReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = MediaFile.class,
            names = {"H264_AAC_B_FRAMES", "TWO_VIDEO_THREE_AUDIO", "EXTENDED_TIMESTAMPS", "AUDIO_ONLY"})
    void roundsFollowEachOtherOnOneTimeLine(MediaFile media) throws IOException {
        List<MediaFrame> first;
        try (FrameReader reader = MediaFiles.open(media.path())) {
            reader.headers();
            first = Recordings.rest(reader);
        }
        List<MediaFrame> once = coded(first);
        List<MediaFrame> looped;
        try (FrameReader reader = new LoopedReader(MediaFiles.open(media.path()), 3)) {
            assertThat(reader.headers()).isNotEmpty();
            looped = Recordings.rest(reader);
            assertThat(reader.durationMillis()).isBetween(3 * 1900L, 3 * 2200L);
            assertThat(reader.next()).isNull();
        }
        assertThat(looped).hasSize(3 * first.size()); // no headers in between: they are in effect already
        assertThat(coded(looped)).isSortedAccordingTo(Comparator.comparingLong(MediaFrame::dtsMillis));
        assertThat(coded(looped)).hasSize(3 * once.size());
        for (int round = 1; round < 3; round++) {
            List<MediaFrame> part = coded(looped).subList(round * once.size(), (round + 1) * once.size());
            assertThat(Recordings.coded(part)).isEqualTo(Recordings.coded(once));
            long gap = part.getFirst().dtsMillis()
                    - coded(looped).get(round * once.size() - 1).dtsMillis();
            assertThat(gap).isBetween(1L, 45L); // that of a picture is 40 ms
        }
    }

    @Test
    void foreverGoesOn() throws IOException {
        try (FrameReader reader =
                new LoopedReader(MediaFiles.open(MediaFile.AUDIO_ONLY.path()), LoopedReader.FOREVER)) {
            assertThat(reader.durationMillis()).isZero();
            long last = 0;
            for (int i = 0; i < 10_000; i++) {
                MediaFrame frame = reader.next();
                assertThat(frame).isNotNull();
                last = frame.dtsMillis();
            }
            assertThat(last).isBetween(200_000L, 230_000L);
        }
    }

    @Test
    void headersComeAgainWhereTheRoundBeginsWithOthersThanItEnded() throws IOException {
        List<MediaFrame> frames = new ArrayList<>();
        frames.add(Recordings.header(Recordings.AAC));
        frames.addAll(Recordings.second(0));
        frames.add(Recordings.header(Recordings.AAC_48K).at(1000));
        frames.addAll(Recordings.second(1000));
        Path file = folder.resolve("changing.flv");
        try (var writer = MediaFiles.create(file)) {
            for (MediaFrame frame : frames) {
                writer.write(frame);
            }
        }
        try (FrameReader reader = new LoopedReader(MediaFiles.open(file), 2)) {
            reader.headers();
            List<MediaFrame> headers = Recordings.rest(reader).stream()
                    .filter(frame -> frame.holds(PacketType.SEQUENCE_START))
                    .toList();
            assertThat(headers).extracting(MediaFrame::dtsMillis).containsExactly(1000L, 2000L, 3000L);
            assertThat(headers.stream().map(frame -> frame.packets().getFirst().payload()))
                    .containsExactly(Recordings.AAC_48K, Recordings.AAC, Recordings.AAC_48K);
        }
    }

    @Test
    void firstRoundMayBeginAnywhere() throws IOException {
        List<MediaFrame> once = coded(Recordings.read(MediaFile.VIDEO_ONLY.path()));
        try (FrameReader reader = new LoopedReader(MediaFiles.open(MediaFile.VIDEO_ONLY.path()), 2)) {
            assertThat(reader.seek(1500)).isEqualTo(1000);
            List<MediaFrame> frames = coded(Recordings.rest(reader));
            assertThat(frames)
                    .hasSize(25 + once.size())
                    .first()
                    .extracting(MediaFrame::dtsMillis)
                    .isEqualTo(1000L);
            assertThat(frames.get(25).dtsMillis()).isEqualTo(frames.get(24).dtsMillis() + 40);
        }
    }

    @Test
    void onceIsOnceAlsoForWhatCannotBeSoughtIn() throws IOException {
        Path file = MediaFile.AUDIO_ONLY.path();
        try (FrameReader once = new LoopedReader(stream(file), 1);
                FrameReader twice = new LoopedReader(stream(file), 2)) {
            assertThat(Recordings.rest(once)).isNotEmpty();
            assertThatThrownBy(() -> Recordings.rest(twice))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a pipe");
        }
    }

    private static FrameReader stream(Path file) throws IOException {
        return MediaFiles.open(new FileInputStream(file.toFile()), "a pipe");
    }

    @Test
    void noRoundIsNone() {
        assertThatThrownBy(() -> new LoopedReader(MediaFiles.open(MediaFile.AUDIO_ONLY.path()), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<MediaFrame> coded(List<MediaFrame> frames) {
        return frames.stream()
                .filter(frame -> frame.holds(PacketType.CODED_FRAMES))
                .toList();
    }
}
