package io.millrace.client.inspect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.Bytes;

/** Any bytes after a handshake are told of, whatever they are. */
class DissectorFuzzTest {
    @FuzzTest
    void survivesAnyBytes(byte[] input) {
        var dissector = new Dissector(1, Detail.BYTES, JsonForm::line);
        Session.publishing().pieces().forEach(piece -> dissector.read(piece.direction(), 0, piece.bytes()));
        dissector.read(Direction.TO_SERVER, 1, Bytes.wrap(input));
        dissector.read(Direction.TO_CLIENT, 2, Bytes.wrap(input));
        dissector.finish(3, "");
    }
}
