package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;
import java.util.List;

class Amf0FuzzTest {
    /** Hostile bytes are values or an AmfException; what comes of values can be walked, and read once more. */
    @FuzzTest
    void decode(byte[] input) {
        try {
            List<AmfValue> values = Amf0.decodeAll(Bytes.copyOf(input));
            assertThat(values.hashCode()).isEqualTo(List.copyOf(values).hashCode());
            Bytes encoded = Amf0.encodeAll(values);
            assertThat(Amf0.encodeAll(Amf0.decodeAll(encoded))).isEqualTo(encoded);
        } catch (AmfException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }
}
