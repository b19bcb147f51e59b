package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlvTagTest {
    private static final FlvTag HEADER = new FlvTag(FlvTag.VIDEO, 0, ByteBuffer.wrap(new byte[] {0x17, 0, 0, 0, 0}));
    private static final FlvTag LATE = new FlvTag(FlvTag.AUDIO, 0xFFFFFFFEL, ByteBuffer.wrap(new byte[70_000]));

    @Test
    void readsWhatItWrites(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.flv"), FlvTag.file(List.of(HEADER, LATE)));
        assertThat(FlvTag.media(file)).containsExactly(HEADER, LATE);
    }

    @Test
    void leavesOutATagThatIsStillBeingWritten(@TempDir Path folder) throws IOException {
        byte[] whole = FlvTag.file(List.of(HEADER, LATE));
        Path file = Files.write(folder.resolve("a.flv"), Arrays.copyOf(whole, whole.length - 10));
        assertThat(FlvTag.media(file)).containsExactly(HEADER);
    }

    @Test
    void aDifferenceIsShownWithItsNeighbours() {
        assertThatThrownBy(() -> FlvTag.assertSame(List.of(HEADER, LATE), List.of(HEADER)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("equal up to number 1")
                .hasMessageContaining("-> tag 8 at 4294967294 ms, 70000 bytes")
                .hasMessageContaining("-> (end)");
    }
}
