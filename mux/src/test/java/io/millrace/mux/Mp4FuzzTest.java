package io.millrace.mux;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import java.io.IOException;

/** Hostile MP4 files are played as far as they go, or refused. */
class Mp4FuzzTest {
    @FuzzTest
    void play(byte[] input) throws IOException {
        HostileFiles.play(Bytes.wrap(input), HostileFiles::openMp4);
    }
}
