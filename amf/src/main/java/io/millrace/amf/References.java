package io.millrace.amf;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Dictionary;
import io.millrace.amf.Amf3Value.Amf3Externalizable;
import io.millrace.amf.Amf3Value.Amf3Member;
import io.millrace.amf.Amf3Value.Amf3Object;
import io.millrace.amf.Amf3Value.Amf3Reference;
import io.millrace.amf.Amf3Value.Amf3VectorObject;
import java.util.List;
import java.util.stream.Stream;

/** Finds cycles in AMF3 values. */
final class References {
    private final SharedInstances<Amf3Value, Boolean> visited = new SharedInstances<>();

    private References() {}

    /** Whether there is a reference in {@code value}, at any depth. */
    static boolean in(Amf3Value value) {
        return new References().found(value);
    }

    private boolean found(Amf3Value value) {
        return switch (value) {
            case Amf3Reference ignored -> true;
            case Amf3Array(var associative, var dense) -> any(value, members(associative), dense.stream());
            case Amf3Object object -> any(value, object.sealedValues().stream(), members(object.dynamicMembers()));
            case Amf3Externalizable(String ignored, Amf3Value content) -> any(value, Stream.of(content), Stream.of());
            case Amf3VectorObject vector -> any(value, vector.values().stream(), Stream.of());
            case Amf3Dictionary(boolean ignored, var entries) ->
                any(
                        value,
                        entries.stream().map(Amf3Dictionary.Entry::key),
                        entries.stream().map(Amf3Dictionary.Entry::value));
            default -> false;
        };
    }

    private boolean any(Amf3Value value, Stream<Amf3Value> some, Stream<Amf3Value> others) {
        return visited.of(value, () -> Stream.concat(some, others).anyMatch(this::found));
    }

    private static Stream<Amf3Value> members(List<Amf3Member> members) {
        return members.stream().map(Amf3Member::value);
    }
}
