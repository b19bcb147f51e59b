package io.millrace.amf;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Boolean;
import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Date;
import io.millrace.amf.Amf3Value.Amf3Dictionary;
import io.millrace.amf.Amf3Value.Amf3Double;
import io.millrace.amf.Amf3Value.Amf3Externalizable;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.Amf3Value.Amf3Member;
import io.millrace.amf.Amf3Value.Amf3Null;
import io.millrace.amf.Amf3Value.Amf3Object;
import io.millrace.amf.Amf3Value.Amf3Reference;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.Amf3Value.Amf3Traits;
import io.millrace.amf.Amf3Value.Amf3Undefined;
import io.millrace.amf.Amf3Value.Amf3VectorDouble;
import io.millrace.amf.Amf3Value.Amf3VectorInt;
import io.millrace.amf.Amf3Value.Amf3VectorObject;
import io.millrace.amf.Amf3Value.Amf3VectorUint;
import io.millrace.amf.Amf3Value.Amf3Xml;
import io.millrace.amf.Amf3Value.Amf3XmlDocument;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Reads AMF3 values [AMF3 §3], the inverse of {@link Amf3Writer}. A reader is one value context: the values it reads
 * share the tables of strings, objects and traits [A3-04]. For one thread; of no use after an {@link AmfException}.
 *
 * <p>A reference becomes the very instance it points at. Only inside the value it points at, where that has no instance
 * yet, does it stay an {@link Amf3Reference}. The type that a reference claims is not compared with the one it meets.
 */
public final class Amf3Reader {
    private final ByteReader in;
    private final Budget budget;
    private final ReferenceTable<Amf3Value> references;
    private final List<String> strings = new ArrayList<>();
    private final List<TraitsKey> traits = new ArrayList<>();

    /** With {@link AmfLimits#DEFAULT}. */
    public Amf3Reader(ByteReader in) {
        this(in, AmfLimits.DEFAULT);
    }

    /** Reads from where {@code in} stands; the limits hold for all values together. */
    public Amf3Reader(ByteReader in, AmfLimits limits) {
        this(in, new Budget(limits));
    }

    /** Within what is left to a message in AMF0. */
    Amf3Reader(ByteReader in, Budget budget) {
        this.in = in;
        this.budget = budget;
        references = new ReferenceTable<>(budget);
    }

    /** Whether bytes are left. */
    public boolean hasNext() {
        return in.hasRemaining();
    }

    /**
     * The next value.
     *
     * @throws AmfException if the bytes end early, name an unknown type, an externalizable class that is not one of
     *     {@link Amf3Externalizable#WRAPPERS} or a reference that leads nowhere, or go above a limit
     */
    public Amf3Value next() {
        int at = in.position();
        if (!in.hasRemaining()) {
            throw new AmfException("no AMF3 value at offset " + at + ", where the message ends");
        }
        int marker = in.u8();
        budget.elements(1);
        try {
            return switch (marker) {
                case Amf3Marker.UNDEFINED -> new Amf3Undefined();
                case Amf3Marker.NULL -> new Amf3Null();
                case Amf3Marker.FALSE -> new Amf3Boolean(false);
                case Amf3Marker.TRUE -> new Amf3Boolean(true);
                case Amf3Marker.INTEGER -> new Amf3Integer(u29() << 3 >> 3); // sign of 29 bits [A3-03]
                case Amf3Marker.DOUBLE -> new Amf3Double(in.f64());
                case Amf3Marker.STRING -> new Amf3String(string());
                case Amf3Marker.XML_DOCUMENT -> complex(length -> new Amf3XmlDocument(text(length)));
                case Amf3Marker.DATE -> complex(unused -> new Amf3Date(in.f64()));
                case Amf3Marker.ARRAY -> complex(count -> new Amf3Array(members(), values(count)));
                case Amf3Marker.OBJECT -> complex(this::object);
                case Amf3Marker.XML -> complex(length -> new Amf3Xml(text(length)));
                case Amf3Marker.BYTE_ARRAY -> complex(length -> new Amf3ByteArray(bytes(length)));
                case Amf3Marker.VECTOR_INT -> complex(count -> new Amf3VectorInt(flag(), items(count, 4, in::i32)));
                case Amf3Marker.VECTOR_UINT -> complex(count -> new Amf3VectorUint(flag(), items(count, 4, in::u32)));
                case Amf3Marker.VECTOR_DOUBLE ->
                    complex(count -> new Amf3VectorDouble(flag(), items(count, 8, in::f64)));
                case Amf3Marker.VECTOR_OBJECT ->
                    complex(count -> new Amf3VectorObject(flag(), string(), values(count)));
                case Amf3Marker.DICTIONARY -> complex(count -> new Amf3Dictionary(flag(), entries(count)));
                default -> throw new AmfException(Amf3Marker.name(marker) + " at offset " + at);
            };
        } catch (TruncatedException e) {
            throw new AmfException(
                    Amf3Marker.name(marker) + " at offset " + at + " is cut short: " + e.getMessage(), e);
        }
    }

    /** A header that is a reference, or a length, count or traits for {@code content} to go on from. */
    private Amf3Value complex(IntFunction<Amf3Value> content) {
        int header = u29();
        int rest = header >> 1;
        return (header & 1) == 0
                ? references.resolve(rest).orElseGet(() -> new Amf3Reference(rest))
                : references.define(() -> content.apply(rest));
    }

    private Amf3Value object(int header) {
        TraitsKey key = traits(header);
        String className = key.traits().className();
        if (key.externalizable()) {
            if (!Amf3Externalizable.WRAPPERS.contains(className)) {
                throw new AmfException("externalizable class " + printable(className) + " has a length only it knows");
            }
            return new Amf3Externalizable(className, next());
        }
        List<Amf3Value> sealedValues = values(key.traits().sealedNames().size());
        return new Amf3Object(key.traits(), sealedValues, key.traits().dynamic() ? members() : List.of());
    }

    /**
     * The traits of an object, by reference or in full. From the low bit, where bit 0 has been taken off [A3-06]:
     *
     * <pre>
     *   index ......... 0    reference
     *   unused ...... 1 1    externalizable, class name follows
     *   count ... dyn 0 1    class name and sealed names follow
     * </pre>
     */
    private TraitsKey traits(int header) {
        if ((header & 1) == 0) {
            TraitsKey known = at(traits, header >> 1, "traits");
            budget.repeatText(known.textLength());
            return known;
        }
        boolean externalizable = (header & 2) != 0;
        boolean dynamic = !externalizable && (header & 4) != 0;
        int count = externalizable ? 0 : header >> 3;
        String className = string();
        var key = new TraitsKey(new Amf3Traits(className, dynamic, items(count, 1, this::string)), externalizable);
        traits.add(key);
        return key;
    }

    private List<Amf3Value> values(int count) {
        need(count, 1);
        var values = new ArrayList<Amf3Value>();
        for (int i = 0; i < count; i++) {
            values.add(next());
        }
        return values;
    }

    /** What has no marker of its own counts as elements here. */
    private <T> List<T> items(int count, int minimumBytes, Supplier<T> item) {
        need(count, minimumBytes);
        budget.elements(count);
        var items = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }

    private List<Amf3Member> members() {
        var members = new ArrayList<Amf3Member>();
        for (String name = string(); !name.isEmpty(); name = string()) {
            members.add(new Amf3Member(name, next()));
        }
        return members;
    }

    private List<Amf3Dictionary.Entry> entries(int count) {
        need(count, 2);
        var entries = new ArrayList<Amf3Dictionary.Entry>();
        for (int i = 0; i < count; i++) {
            Amf3Value key = next();
            entries.add(new Amf3Dictionary.Entry(key, next()));
        }
        return entries;
    }

    private boolean flag() {
        return in.u8() != 0;
    }

    private String string() {
        int header = u29();
        if ((header & 1) == 0) {
            String known = at(strings, header >> 1, "string");
            budget.repeatText(known.length());
            return known;
        }
        if (header == 1) {
            return ""; // has no place in the table [A3-05]
        }
        String text = text(header >> 1);
        strings.add(text);
        return text;
    }

    private String text(int byteCount) {
        String text = in.utf8(byteCount);
        budget.text(text.length());
        return text;
    }

    private Bytes bytes(int count) {
        Bytes bytes = in.bytes(count);
        budget.text(count);
        return bytes;
    }

    /** 1 to 4 bytes: seven bits each, all eight of the fourth [A3-02]. */
    private int u29() {
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int octet = in.u8();
            value = (value << 7) | (octet & 0x7F);
            if (octet < 0x80) {
                return value;
            }
        }
        return (value << 8) | in.u8();
    }

    private void need(int count, int minimumBytes) {
        if ((long) count * minimumBytes > in.remaining()) {
            throw new AmfException(count + " items at offset " + in.position() + " in " + in.remaining() + " bytes");
        }
    }

    /** What a peer chose, fit for a line of a log. */
    private static String printable(String name) {
        return name.substring(0, Math.min(name.length(), 80)).replaceAll("[^\\w.:$]", "?");
    }

    private static <T> T at(List<T> table, int index, String what) {
        if (index >= table.size()) {
            throw new AmfException("reference to " + what + " " + index + " of " + table.size());
        }
        return table.get(index);
    }
}
