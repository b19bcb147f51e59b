package io.millrace.amf;

import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Set;

/**
 * One AMF3 value [AMF3 §3]. Immutable, so any thread may read it. {@link Amf3Reader} and {@link Amf3Writer} turn it
 * from and to bytes.
 */
public sealed interface Amf3Value {

    /** A value with a name: of an array's associative part, or a dynamic member of an object. */
    record Amf3Member(String name, Amf3Value value) {}

    /**
     * What the objects of a class have in common.
     *
     * @param className empty for an anonymous object
     * @param dynamic whether objects may have members beyond the sealed ones
     * @param sealedNames names of the members that every object has, in the order of their values
     */
    record Amf3Traits(String className, boolean dynamic, List<String> sealedNames) {
        public Amf3Traits {
            sealedNames = List.copyOf(sealedNames);
        }
    }

    record Amf3Undefined() implements Amf3Value {}

    record Amf3Null() implements Amf3Value {}

    record Amf3Boolean(boolean value) implements Amf3Value {}

    /**
     * A whole number of 29 bits; what is outside is a double in AMF3 [A3-03].
     *
     * @param value {@link #MIN} to {@link #MAX}
     */
    record Amf3Integer(int value) implements Amf3Value {
        public static final int MIN = -(1 << 28);
        public static final int MAX = (1 << 28) - 1;

        /** @throws IllegalArgumentException if the value is out of range */
        public Amf3Integer {
            if (value < MIN || value > MAX) {
                throw new IllegalArgumentException("AMF3 integer " + value + " (expected: " + MIN + " to " + MAX + ")");
            }
        }
    }

    record Amf3Double(double value) implements Amf3Value {}

    record Amf3String(String value) implements Amf3Value {}

    /** The document type of ActionScript 2. */
    record Amf3XmlDocument(String value) implements Amf3Value {}

    /**
     * A point in time.
     *
     * @param millis since 1970-01-01 UTC
     */
    record Amf3Date(double millis) implements Amf3Value {}

    /**
     * An array in its two parts.
     *
     * @param dense the values of index 0, 1, 2, ...
     */
    record Amf3Array(List<Amf3Member> associative, List<Amf3Value> dense) implements Amf3Value {
        public Amf3Array {
            associative = List.copyOf(associative);
            dense = List.copyOf(dense);
        }
    }

    /**
     * An object of a class, or an anonymous one.
     *
     * @param sealedValues one for each of the traits' sealed names
     * @param dynamicMembers none unless the traits are dynamic
     */
    record Amf3Object(Amf3Traits traits, List<Amf3Value> sealedValues, List<Amf3Member> dynamicMembers)
            implements Amf3Value {
        /** @throws IllegalArgumentException if the values do not fit the traits */
        public Amf3Object {
            sealedValues = List.copyOf(sealedValues);
            dynamicMembers = List.copyOf(dynamicMembers);
            int names = traits.sealedNames().size();
            if (sealedValues.size() != names) {
                throw new IllegalArgumentException(
                        sealedValues.size() + " values for " + names + " sealed members of " + traits.className());
            }
            if (!traits.dynamic() && !dynamicMembers.isEmpty()) {
                throw new IllegalArgumentException(
                        "dynamic members in an object of a class that is not dynamic: " + traits.className());
            }
        }
    }

    /**
     * An object whose class writes itself. The length of such is known to the class alone, so only those that are known
     * to write exactly one value can be had [A3-09].
     *
     * @param className one of {@link #WRAPPERS}
     * @param content what the class wraps, for the collections an {@link Amf3Array}
     */
    record Amf3Externalizable(String className, Amf3Value content) implements Amf3Value {
        /** The classes of the Flex framework that write the one value they wrap. */
        public static final Set<String> WRAPPERS = Set.of(
                "flex.messaging.io.ArrayCollection", "flex.messaging.io.ArrayList", "flex.messaging.io.ObjectProxy");

        /** @throws IllegalArgumentException for any other class */
        public Amf3Externalizable {
            if (!WRAPPERS.contains(className)) {
                throw new IllegalArgumentException(
                        "externalizable class " + className + " (expected: " + WRAPPERS + ")");
            }
        }
    }

    /** The XML type of ActionScript 3. */
    record Amf3Xml(String value) implements Amf3Value {}

    record Amf3ByteArray(Bytes value) implements Amf3Value {}

    record Amf3VectorInt(boolean fixed, List<Integer> values) implements Amf3Value {
        public Amf3VectorInt {
            values = List.copyOf(values);
        }
    }

    /**
     * Numbers of 32 bits without a sign.
     *
     * @param values each 0 to 2^32 - 1
     */
    record Amf3VectorUint(boolean fixed, List<Long> values) implements Amf3Value {
        /** @throws IllegalArgumentException if a value is out of range */
        public Amf3VectorUint {
            values = List.copyOf(values);
            for (long value : values) {
                if (value < 0 || value > 0xFFFF_FFFFL) {
                    throw new IllegalArgumentException("vector item " + value + " (expected: 0 to 2^32 - 1)");
                }
            }
        }
    }

    record Amf3VectorDouble(boolean fixed, List<Double> values) implements Amf3Value {
        public Amf3VectorDouble {
            values = List.copyOf(values);
        }
    }

    /**
     * Values of one class.
     *
     * @param typeName the class, {@code *} for any
     */
    record Amf3VectorObject(boolean fixed, String typeName, List<Amf3Value> values) implements Amf3Value {
        public Amf3VectorObject {
            values = List.copyOf(values);
        }
    }

    /** Pairs in the order they came; keys are compared by identity in ActionScript, so equal ones may repeat. */
    record Amf3Dictionary(boolean weakKeys, List<Entry> entries) implements Amf3Value {
        public record Entry(Amf3Value key, Amf3Value value) {}

        public Amf3Dictionary {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A reference to a value that was not complete yet when it was read: a cycle. Any other reference is resolved to
     * the value itself. Means something only inside the value context it came from [A3-08].
     *
     * @param index position in the object table, from 0
     */
    record Amf3Reference(int index) implements Amf3Value {}
}
