package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvTagTest {
    private static final FlvTag HEADER = new FlvTag(FlvTag.VIDEO, 0, ByteBuffer.wrap(new byte[] {0x17, 0, 0, 0, 0}));
    private static final FlvTag LATE = new FlvTag(
            FlvTag.AUDIO, 0xFFFFFFFEL, ByteBuffer.wrap(new byte[70_000]).put(0, (byte) 0x20));

    @Test
    void readsWhatItWrites(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.flv"), FlvTag.file(List.of(HEADER, LATE)));
        assertThat(FlvTag.read(file)).containsExactly(HEADER, LATE);
    }

    @Test
    void leavesOutATagThatIsStillBeingWritten(@TempDir Path folder) throws IOException {
        byte[] whole = FlvTag.file(List.of(HEADER, LATE));
        Path file = Files.write(folder.resolve("a.flv"), Arrays.copyOf(whole, whole.length - 10));
        assertThat(FlvTag.read(file)).containsExactly(HEADER);
    }

    @ParameterizedTest
    @CsvSource({
        "8, af00, false", "8, af01, true", "8, 20ff, true", "8, 904f707573, false", "8, 914f707573, true",
        "8, 95016f, true", "8, 9504, false", "9, 1700000000, false", "9, 2701000000, true", "9, 1702000000, false",
        "9, 9068766331, false", "9, a368766331, true", "9, a16876, true", "9, 9268, false", "9, d468, false",
        "9, a603, true", "9, 9600, false", "18, 02000a, false"
    })
    void tellsCodedFramesFromHeaders(int type, String body, boolean coded) {
        var tag = new FlvTag(type, 0, ByteBuffer.wrap(HexFormat.of().parseHex(body)));
        assertThat(tag.isCodedFrame()).isEqualTo(coded);
    }

    @Test
    void aDifferenceIsShownWithItsNeighbours() {
        assertThatThrownBy(() -> FlvTag.assertReceived(List.of(HEADER, LATE), List.of(HEADER)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("equal up to number 0")
                .hasMessageContaining("-> tag 8 at 4294967294 ms, 70000 bytes")
                .hasMessageContaining("-> (end)");
    }
}
