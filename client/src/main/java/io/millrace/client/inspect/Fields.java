package io.millrace.client.inspect;

import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Collects fields in order. For one thread. */
final class Fields {
    private final List<Field> fields = new ArrayList<>();

    Fields put(String name, Value value) {
        fields.add(new Field(name, value));
        return this;
    }

    Fields put(String name, long number) {
        return put(name, new Value.Whole(number));
    }

    Fields put(String name, boolean flag) {
        return put(name, new Value.Flag(flag));
    }

    Fields put(String name, Bytes bytes) {
        return put(name, new Value.Hex(bytes));
    }

    Fields put(String name, AmfValue value) {
        return put(name, AmfShape.of(value));
    }

    Fields text(String name, String text) {
        return put(name, new Value.Text(text));
    }

    Fields word(String name, String word) {
        return put(name, new Value.Word(word));
    }

    Fields group(String name, Fields inner) {
        return put(name, inner.toGroup(""));
    }

    Fields addAll(Fields others) {
        fields.addAll(others.fields);
        return this;
    }

    Value.Group toGroup(String label) {
        return new Value.Group(label, fields);
    }

    List<Field> toList() {
        return List.copyOf(fields);
    }
}
