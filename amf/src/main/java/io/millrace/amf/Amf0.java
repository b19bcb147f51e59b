package io.millrace.amf;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Whole messages in one call; {@link Amf0Reader} and {@link Amf0Writer} go value by value. Any thread may call. */
public final class Amf0 {
    private Amf0() {}

    /**
     * All values of a message, within {@link AmfLimits#DEFAULT}.
     *
     * @throws AmfException if one of them cannot be read
     */
    public static List<AmfValue> decodeAll(Bytes message) {
        var reader = new Amf0Reader(message.reader());
        var values = new ArrayList<AmfValue>();
        while (reader.hasNext()) {
            values.add(reader.next());
        }
        return List.copyOf(values);
    }

    /** Inverse of {@link #decodeAll}. */
    public static Bytes encodeAll(AmfValue... values) {
        return encodeAll(List.of(values));
    }

    /** Inverse of {@link #decodeAll}. */
    public static Bytes encodeAll(List<AmfValue> values) {
        var out = new ByteWriter();
        var writer = new Amf0Writer(out);
        values.forEach(writer::write);
        return out.toBytes();
    }
}
