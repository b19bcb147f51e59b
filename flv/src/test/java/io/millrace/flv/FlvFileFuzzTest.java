package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import java.io.IOException;

/** Hostile files are refused, or end. */
class FlvFileFuzzTest {
    @FuzzTest
    void play(byte[] input) throws IOException {
        playAll(Bytes.wrap(input));
    }

    /** Plays a file from its beginning, and from some places. */
    static void playAll(Bytes bytes) throws IOException {
        try (FlvFile file = TestFile.open(bytes)) {
            for (long millis : new long[] {-1, 0, 1000, file.durationMillis() / 2, Long.MAX_VALUE}) {
                long from = file.seek(millis);
                assertThat(from).isNotNegative();
                file.headers().forEach(header -> assertThat(header.dtsMillis()).isNotNegative());
                MediaFrame first = file.next();
                assertThat(first == null ? file.durationMillis() : first.dtsMillis())
                        .isEqualTo(from);
                assertThat(TestFile.frames(file).size()).isLessThanOrEqualTo(bytes.length() / 15);
            }
        } catch (MediaFileException e) {
            assertThat(e).hasMessageContaining("FLV");
        }
    }
}
