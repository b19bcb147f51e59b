package io.millrace.amf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One AMF0 value [AMF0 §2]. Immutable, so any thread may read it. {@link Amf0Reader} and {@link Amf0Writer} turn it
 * from and to bytes; AMF3 comes inside one of {@link AmfAvmPlus}.
 */
public sealed interface AmfValue {

    /** The text if this is a string. */
    default Optional<String> asString() {
        return this instanceof AmfString(String text) ? Optional.of(text) : Optional.empty();
    }

    /** The number if this is one; a NaN is present too. */
    default OptionalDouble asNumber() {
        return this instanceof AmfNumber(double number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    /** The truth value if this is one. */
    default Optional<Boolean> asBoolean() {
        return this instanceof AmfBoolean(boolean bool) ? Optional.of(bool) : Optional.empty();
    }

    /** The named values if this has some, else none: a missing command object and an empty one mean the same. */
    default AmfProperties asProperties() {
        return this instanceof AmfMap map ? map.properties() : AmfProperties.EMPTY;
    }

    /** A collection of named values. Peers use objects and ECMA arrays alike, so readers ask for this type [ER-005]. */
    sealed interface AmfMap extends AmfValue {
        AmfProperties properties();
    }

    record AmfNumber(double value) implements AmfValue {}

    record AmfBoolean(boolean value) implements AmfValue {}

    /** A string of any length; above 65535 bytes of UTF-8 it is written as a long string [A0-03]. */
    record AmfString(String value) implements AmfValue {}

    record AmfObject(AmfProperties properties) implements AmfMap {}

    record AmfNull() implements AmfValue {}

    record AmfUndefined() implements AmfValue {}

    /**
     * A reference to a value that was not complete yet when it was read: a cycle. Any other reference is resolved to
     * the value itself. Means something only inside the message it came from [A0-05].
     *
     * @param index position among the complex values of the message, in order of their first appearance, from 0
     */
    record AmfReference(int index) implements AmfValue {}

    record AmfEcmaArray(AmfProperties properties) implements AmfMap {}

    record AmfStrictArray(List<AmfValue> values) implements AmfValue {
        public AmfStrictArray {
            values = List.copyOf(values);
        }
    }

    /**
     * A point in time.
     *
     * @param millis since 1970-01-01 UTC
     * @param timeZone as read, -32768 to 32767, and of no meaning; always written as 0 [A0-01]
     */
    record AmfDate(double millis, int timeZone) implements AmfValue {
        public AmfDate(double millis) {
            this(millis, 0);
        }
    }

    record AmfUnsupported() implements AmfValue {}

    record AmfXmlDocument(String value) implements AmfValue {}

    record AmfTypedObject(String className, AmfProperties properties) implements AmfMap {}

    /** One AMF3 value inside AMF0; the next value is AMF0 again [A0-09]. */
    record AmfAvmPlus(Amf3Value value) implements AmfValue {}
}
