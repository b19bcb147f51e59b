package io.millrace.amf;

import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Named values in the order they came, duplicates kept; lookup takes the last of a name [A0-06]. A lookup walks the
 * list: these hold tens of entries and are asked a few times.
 */
public record AmfProperties(List<Entry> entries) {
    /** No properties. */
    public static final AmfProperties EMPTY = new AmfProperties(List.of());

    public AmfProperties {
        entries = List.copyOf(entries);
    }

    public record Entry(String name, AmfValue value) {}

    public static Builder builder() {
        return new Builder();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The last value of that name, or null. */
    public @Nullable AmfValue get(String name) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).name().equals(name)) {
                return entries.get(i).value();
            }
        }
        return null;
    }

    /** The last value of that name if it is a string. */
    public Optional<String> string(String name) {
        AmfValue value = get(name);
        return value == null ? Optional.empty() : value.asString();
    }

    /** The last value of that name if it is a number. */
    public OptionalDouble number(String name) {
        AmfValue value = get(name);
        return value == null ? OptionalDouble.empty() : value.asNumber();
    }

    /** The last value of that name if it is a boolean. */
    public Optional<Boolean> bool(String name) {
        AmfValue value = get(name);
        return value == null ? Optional.empty() : value.asBoolean();
    }

    /** Collects properties in order. For one thread. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();

        private Builder() {}

        public Builder put(String name, AmfValue value) {
            entries.add(new Entry(name, value));
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, new AmfString(value));
        }

        public Builder put(String name, double value) {
            return put(name, new AmfNumber(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new AmfBoolean(value));
        }

        public AmfProperties build() {
            return new AmfProperties(entries);
        }

        public AmfObject buildObject() {
            return new AmfObject(build());
        }

        public AmfEcmaArray buildEcmaArray() {
            return new AmfEcmaArray(build());
        }
    }
}
