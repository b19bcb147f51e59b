package io.millrace.client.inspect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.media.MediaFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any file is a capture or refused. */
class CaptureFuzzTest {
    @FuzzTest
    void survivesAnyBytes(byte[] input) throws IOException {
        try {
            var file = new CaptureFile(new ByteArrayInputStream(input));
            for (CaptureFile.Packet packet = file.next(); packet != null; packet = file.next()) {
                TcpSegment.of(packet);
            }
        } catch (MediaFileException e) {
            // refused
        }
    }
}
