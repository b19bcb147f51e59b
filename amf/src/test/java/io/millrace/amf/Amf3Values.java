package io.millrace.amf;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** All values of one context in one call, which only tests have a use for. */
final class Amf3Values {
    private Amf3Values() {}

    static List<Amf3Value> decodeAll(Bytes bytes) {
        var reader = new Amf3Reader(bytes.reader());
        var values = new ArrayList<Amf3Value>();
        while (reader.hasNext()) {
            values.add(reader.next());
        }
        return values;
    }

    static Bytes encodeAll(List<? extends Amf3Value> values) {
        var out = new ByteWriter();
        var writer = new Amf3Writer(out);
        values.forEach(writer::write);
        return out.toBytes();
    }
}
