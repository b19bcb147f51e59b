package io.millrace.media.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import java.util.List;

/** Hostile headers are read or malformed. The first byte chooses the codec: that of the sample of this number. */
class CodecHeadersFuzzTest {
    private static final List<Samples.Sample> SAMPLES = Samples.all();

    @FuzzTest
    void read(byte[] input) {
        if (input.length > 0) {
            Samples.Sample sample = SAMPLES.get((input[0] & 0xFF) % SAMPLES.size());
            CodecHeadersPropertyTest.readOrMalformed(
                    sample.with(Bytes.wrap(input).from(1)));
        }
    }
}
