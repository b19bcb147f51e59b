package io.millrace.amf;

import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfDate;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfReference;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfTypedObject;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.amf.AmfValue.AmfUnsupported;
import io.millrace.amf.AmfValue.AmfXmlDocument;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.TruncatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Reads the AMF0 values of one message [AMF0 §2], the inverse of {@link Amf0Writer}. Each message takes a new reader,
 * since references count from its start [A0-05]. For one thread; of no use after an {@link AmfException}.
 *
 * <p>A reference becomes the very instance it points at, so a value may appear twice in what is returned. Only inside
 * the value it points at, where that has no instance yet, does it stay an {@link AmfReference}.
 */
public final class Amf0Reader {
    private final ByteReader in;
    private final Budget budget;
    private final ReferenceTable<AmfValue> references;

    /** With {@link AmfLimits#DEFAULT}. */
    public Amf0Reader(ByteReader in) {
        this(in, AmfLimits.DEFAULT);
    }

    /** Reads from where {@code in} stands; the limits hold for all values together. */
    public Amf0Reader(ByteReader in, AmfLimits limits) {
        this(in, new Budget(limits));
    }

    private Amf0Reader(ByteReader in, Budget budget) {
        this.in = in;
        this.budget = budget;
        references = new ReferenceTable<>(budget);
    }

    /** A reader with references of its own, for which the limits hold together with this one. */
    public Amf0Reader part(ByteReader other) {
        return new Amf0Reader(other, budget);
    }

    /** Whether bytes are left. */
    public boolean hasNext() {
        return in.hasRemaining();
    }

    /**
     * The next value.
     *
     * @throws AmfException if the bytes end early, name a reserved or unknown type [A0-08] or a reference that leads
     *     nowhere, or go above a limit
     */
    public AmfValue next() {
        int at = in.position();
        if (!in.hasRemaining()) {
            throw new AmfException("no value at offset " + at + ", where the message ends");
        }
        int marker = in.u8();
        budget.elements(1);
        try {
            return switch (marker) {
                case Amf0Marker.NUMBER -> new AmfNumber(in.f64());
                case Amf0Marker.BOOLEAN -> new AmfBoolean(in.u8() != 0);
                case Amf0Marker.STRING -> new AmfString(text(in.u16()));
                case Amf0Marker.OBJECT -> references.define(() -> new AmfObject(properties()));
                case Amf0Marker.NULL -> new AmfNull();
                case Amf0Marker.UNDEFINED -> new AmfUndefined();
                case Amf0Marker.REFERENCE -> reference(in.u16());
                case Amf0Marker.ECMA_ARRAY -> references.define(() -> new AmfEcmaArray(ecmaProperties()));
                case Amf0Marker.STRICT_ARRAY -> references.define(() -> new AmfStrictArray(values(in.u32())));
                case Amf0Marker.DATE -> new AmfDate(in.f64(), (short) in.u16());
                case Amf0Marker.LONG_STRING -> new AmfString(text(in.i32()));
                case Amf0Marker.UNSUPPORTED -> new AmfUnsupported();
                case Amf0Marker.XML_DOCUMENT -> new AmfXmlDocument(text(in.i32()));
                case Amf0Marker.TYPED_OBJECT ->
                    references.define(() -> new AmfTypedObject(text(in.u16()), properties()));
                // The tables of AMF3 start anew with each value and end with it [A0-09, A3-04].
                case Amf0Marker.AVM_PLUS -> new AmfAvmPlus(new Amf3Reader(in, budget).next());
                default -> throw new AmfException(Amf0Marker.name(marker) + " at offset " + at + " is not a value");
            };
        } catch (TruncatedException e) {
            throw new AmfException(
                    Amf0Marker.name(marker) + " at offset " + at + " is cut short: " + e.getMessage(), e);
        }
    }

    private AmfValue reference(int index) {
        return references.resolve(index).orElseGet(() -> new AmfReference(index));
    }

    private AmfProperties properties() {
        return new AmfProperties(properties(() -> true));
    }

    /** The count is a hint at best; and writers are known that leave out the end where the message ends [A0-02]. */
    private AmfProperties ecmaProperties() {
        in.skip(4);
        return new AmfProperties(properties(in::hasRemaining));
    }

    private List<AmfProperties.Entry> properties(BooleanSupplier more) {
        var entries = new ArrayList<AmfProperties.Entry>();
        while (more.getAsBoolean()) {
            int at = in.position();
            String name = text(in.u16());
            if (in.position() == at + 2) {
                int end = in.u8();
                if (end != Amf0Marker.OBJECT_END) {
                    throw new AmfException("property at offset " + at + " has no name");
                }
                break;
            }
            entries.add(new AmfProperties.Entry(name, next()));
        }
        return entries;
    }

    private List<AmfValue> values(long count) {
        if (count > in.remaining()) { // a value takes a byte or more
            throw new AmfException("strict array of " + count + " values in " + in.remaining() + " bytes");
        }
        var values = new ArrayList<AmfValue>();
        for (long i = 0; i < count; i++) {
            values.add(next());
        }
        return values;
    }

    /** The count is unsigned: as a negative one it is more than any message has. */
    private String text(int byteCount) {
        String text = in.utf8(byteCount);
        budget.text(text.length());
        return text;
    }
}
