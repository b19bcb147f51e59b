package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.testkit.FlvTag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSequenceTest {
    private static final String AAC = "af001210";
    private static final String AAC_48K = "af001190";

    @TempDir
    private Path folder;

    @Test
    void timeGoesOnFromFileToFile() throws IOException {
        try (var sequence = open(file("one", AAC, 0, 20, 40), file("two", AAC_48K, 0, 20), file("three", AAC, 0))) {
            assertThat(rest(sequence))
                    .containsExactly(
                            "0 af0100",
                            "20 af0114",
                            "40 af0128",
                            "80 af001190",
                            "80 af0100",
                            "100 af0114",
                            "140 af001210",
                            "140 af0100");
        }
    }

    @Test
    void aFileThatDoesNotBeginAt0LeavesNoGap() throws IOException {
        try (var sequence = open(file("one", AAC, 0, 20), file("late", AAC, 100, 120))) {
            assertThat(rest(sequence))
                    .containsExactly("0 af0100", "20 af0114", "60 af001210", "60 af0164", "80 af0178");
        }
    }

    @Test
    void theLengthOfSeveralIsNotKnown() throws IOException {
        String file = file("one", AAC, 0, 20);
        try (var one = open(file);
                var two = open(file, file)) {
            assertThat(one.durationMillis()).isPositive();
            assertThat(two.durationMillis()).isZero();
        }
    }

    @Test
    void itCanBePlayedAgain() throws IOException {
        try (var sequence = open(file("one", AAC, 0, 20), file("two", AAC_48K, 0))) {
            List<String> first = rest(sequence);
            assertThat(sequence.seek(7)).isZero();
            assertThat(sequence.headers())
                    .extracting(frame -> frame.body().toHex())
                    .containsExactly(AAC);
            assertThat(rest(sequence)).isEqualTo(first).hasSize(4);
        }
    }

    @Test
    void standardInputIsOneOfThem() throws IOException {
        byte[] flv = Files.readAllBytes(Path.of(file("one", AAC, 0, 20)));
        try (var sequence = new FileSequence(List.of("-"), new ByteArrayInputStream(flv))) {
            assertThat(sequence.headers())
                    .extracting(frame -> frame.body().toHex())
                    .containsExactly(AAC);
            assertThat(rest(sequence)).containsExactly("0 af0100", "20 af0114");
        }
    }

    @Test
    void whatIsWrongWithALaterOneIsKnownBeforeTheFirstIsPlayed() throws IOException {
        String file = file("one", AAC, 0);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> open(file, "nowhere.flv"))
                .withMessageContaining("nowhere.flv");
        Path text = Files.writeString(folder.resolve("notes.flv"), "Not a film.");
        assertThatExceptionOfType(MediaFileException.class)
                .isThrownBy(() -> open(file, text.toString()))
                .withMessageContaining("notes.flv");
    }

    private static FileSequence open(String... files) throws IOException {
        return new FileSequence(List.of(files), InputStream.nullInputStream());
    }

    /** Sound whose one byte is its time, in hex. */
    private String file(String name, String header, int... times) throws IOException {
        List<FlvTag> tags = new ArrayList<>();
        tags.add(audio(times[0], header));
        for (int millis : times) {
            tags.add(audio(millis, "af01%02x".formatted(millis)));
        }
        return Files.write(folder.resolve(name + ".flv"), FlvTag.file(tags)).toString();
    }

    private static FlvTag audio(int millis, String body) {
        return new FlvTag(FlvTag.AUDIO, millis, ByteBuffer.wrap(HexFormat.of().parseHex(body)));
    }

    /** Times and bodies. */
    private static List<String> rest(FrameReader reader) throws IOException {
        List<String> frames = new ArrayList<>();
        for (@Nullable MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame.dtsMillis() + " " + frame.body().toHex());
        }
        return frames;
    }
}
