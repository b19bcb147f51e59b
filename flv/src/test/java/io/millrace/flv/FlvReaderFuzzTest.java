package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Hostile files are read or malformed, and the same whether they come whole or in two pieces. */
class FlvReaderFuzzTest {
    @FuzzTest
    void read(byte[] input) {
        Bytes file = Bytes.wrap(input);
        List<FlvTag> whole = new ArrayList<>();
        List<FlvTag> pieces = new ArrayList<>();
        try {
            new FlvReader().read(file, whole::add);
        } catch (MalformedTagException e) {
            return;
        }
        FlvReader reader = new FlvReader();
        int half = file.length() / 2;
        reader.read(file.slice(0, half), pieces::add);
        reader.read(file.from(half), pieces::add);
        assertThat(pieces).isEqualTo(whole);
    }
}
