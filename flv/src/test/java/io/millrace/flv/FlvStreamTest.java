package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlvStreamTest {
    private static final Bytes SOUND = Bytes.hex("af0101");

    @ParameterizedTest
    @ValueSource(strings = {"h264-aac.flv", "h264-aac-indexed.flv", "hevc-aac.flv", "mptestsrc.flv", "testsrc.flv"})
    @DisplayName("F-10: through a pipe come the frames of the file, a byte at a time as well")
    void framesAreThoseOfTheFile(String name) throws IOException {
        Bytes file = SampleFilesTest.fileOf(name);
        List<MediaFrame> expected = new ArrayList<>();
        var source = ByteSource.of(file);
        try (var reader = new FlvFile(FlvIndex.read(source), source)) {
            for (@Nullable MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
                expected.add(frame);
            }
        }
        for (int piece : new int[] {file.length(), 1}) {
            List<MediaFrame> frames = read(file, piece);
            // A file stands behind its first headers.
            assertThat(frames.stream().dropWhile(HeaderFrames::isHeader)).isEqualTo(expected);
            assertThat(frames.getFirst()).matches(HeaderFrames::isHeader);
        }
    }

    @Test
    @DisplayName("F-03: times begin at 0, and where they begin anew they go on")
    void timeGoesOn() {
        Bytes file = new TestFile()
                .metadata(5000, AmfProperties.builder())
                .tag(FlvTag.AUDIO, 60_000, SOUND)
                .tag(FlvTag.AUDIO, 60_020, SOUND)
                .tag(FlvTag.AUDIO, 0, SOUND)
                .tag(FlvTag.AUDIO, 20, SOUND)
                .bytes();
        assertThat(read(file, 7)).extracting(MediaFrame::dtsMillis).containsExactly(0L, 0L, 20L, 20L, 40L);
    }

    @Test
    @DisplayName("F-03, ER-084: tags that hold nothing to send, or lie, are passed over")
    void passesOver() {
        Bytes file = new TestFile()
                .tag(FlvTag.SCRIPT, 0, Bytes.EMPTY)
                .tag(FlvTag.SCRIPT_AMF3, 0, Bytes.EMPTY)
                .tag(FlvTag.VIDEO, 0, Bytes.hex("97ffffff"))
                .tag(FlvTag.AUDIO, 0, SOUND)
                .bytes();
        assertThat(read(file, file.length())).extracting(MediaFrame::body).containsExactly(SOUND);
    }

    @Test
    void framesOutliveTheBytesTheyCameIn() {
        byte[] piece = new TestFile()
                .tag(FlvTag.AUDIO, 0, SOUND)
                .tag(FlvTag.AUDIO, 20, SOUND)
                .bytes()
                .toByteArray();
        List<MediaFrame> frames = read(Bytes.wrap(piece), piece.length);
        Arrays.fill(piece, (byte) 0);
        assertThat(frames).extracting(MediaFrame::body).containsExactly(SOUND, SOUND);
        assertThat(frames)
                .allMatch(frame -> frame.packets().getFirst().payload().equals(SOUND.from(2)));
    }

    @Test
    void otherStreamIsRefused() {
        assertThatThrownBy(() -> read(Bytes.utf8("GIF89a and more"), 4)).isInstanceOf(MalformedTagException.class);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void nonsenseIsReadOrRefused(long seed) {
        Random random = new Random(seed);
        byte[] bytes = SampleFilesTest.fileOf("h264-aac.flv").slice(0, 2000).toByteArray();
        for (int i = random.nextInt(20); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        Bytes file = Bytes.wrap(bytes);
        try {
            assertThat(read(file, 100)).isEqualTo(read(file, file.length()));
        } catch (MalformedTagException e) {
            assertThat(e).hasMessageContaining("FLV file begins with");
        }
    }

    private static List<MediaFrame> read(Bytes file, int piece) {
        List<MediaFrame> frames = new ArrayList<>();
        FlvStream stream = new FlvStream();
        for (int from = 0; from < file.length(); from += piece) {
            stream.read(file.slice(from, Math.min(piece, file.length() - from)), frames::add);
        }
        return frames;
    }
}
