package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import java.io.IOException;

/** Whatever lies there: it is refused, or its beginning keeps its length and nothing before its last whole tag is lost. */
class FlvRecordingFuzzTest {
    @FuzzTest
    void resume(byte[] input) throws IOException {
        Bytes file = Bytes.wrap(input);
        FlvRecording recording;
        try {
            recording = FlvRecording.resume(ByteSource.of(file), 0);
        } catch (MediaFileException e) {
            return;
        }
        int headLength = recording.incompleteHead().length();
        assertThat(recording.completeHead().length()).isEqualTo(headLength);
        assertThat(recording.length()).isBetween((long) headLength, (long) file.length());
    }
}
