package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.util.List;

/** What an {@link Event} tells, in the shapes that text and JSON have in common. Immutable. */
public sealed interface Value {
    /** Text that a peer sent, so it may hold anything. */
    record Text(String text) implements Value {}

    /** A word of ours: a name from a specification, or a few of them. */
    record Word(String word) implements Value {}

    record Whole(long number) implements Value {}

    record Real(double number) implements Value {}

    record Flag(boolean flag) implements Value {}

    record Null() implements Value {}

    /** Bytes as they are. */
    record Hex(Bytes bytes) implements Value {}

    /**
     * Values in order.
     *
     * @param label what sort of list it is; empty for an ordinary one
     */
    record Items(String label, List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * Named values in order.
     *
     * @param label what sort of group it is; empty for an ordinary one
     */
    record Group(String label, List<Field> fields) implements Value {
        public Group {
            fields = List.copyOf(fields);
        }
    }
}
