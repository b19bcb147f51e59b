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
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.Amf3Value.Amf3Traits;
import io.millrace.amf.Amf3Value.Amf3Undefined;
import io.millrace.amf.Amf3Value.Amf3VectorDouble;
import io.millrace.amf.Amf3Value.Amf3VectorInt;
import io.millrace.amf.Amf3Value.Amf3VectorObject;
import io.millrace.amf.Amf3Value.Amf3VectorUint;
import io.millrace.amf.Amf3Value.Amf3Xml;
import io.millrace.amf.Amf3Value.Amf3XmlDocument;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfDate;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfTypedObject;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.amf.AmfValue.AmfUnsupported;
import io.millrace.amf.AmfValue.AmfXmlDocument;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Values of every type, a few levels deep. Complex ones come up again, so that references are written. */
final class RandomValues {
    private static final String[] TEXTS = {"", "onMetaData", "width", "a b", "größe", "名前", "😀", "\0"};
    private static final double[] NUMBERS = {0, -0.0, 1, -1, 1920, 29.97, Double.NaN, Double.NEGATIVE_INFINITY, 1e300};

    private final Random random;
    private final List<AmfValue> earlier = new ArrayList<>();
    private final List<Amf3Value> earlier3 = new ArrayList<>();

    RandomValues(long seed) {
        random = new Random(seed);
    }

    List<AmfValue> message() {
        return list(6, () -> amf0(3));
    }

    List<Amf3Value> amf3Context() {
        return list(6, () -> amf3(3));
    }

    private AmfValue amf0(int levels) {
        if (!earlier.isEmpty() && random.nextInt(8) == 0) {
            return earlier.get(random.nextInt(earlier.size()));
        }
        return switch (random.nextInt(levels > 0 ? 13 : 8)) {
            case 0 -> new AmfNumber(number());
            case 1 -> new AmfBoolean(random.nextBoolean());
            case 2 -> new AmfString(text());
            case 3 -> new AmfNull();
            case 4 -> new AmfUndefined();
            case 5 -> new AmfDate(number());
            case 6 -> new AmfXmlDocument(text());
            case 7 -> new AmfUnsupported();
            case 8 -> remember(new AmfObject(properties(levels - 1)));
            case 9 -> remember(new AmfEcmaArray(properties(levels - 1)));
            case 10 -> remember(new AmfTypedObject(text(), properties(levels - 1)));
            case 11 -> remember(new AmfStrictArray(list(5, () -> amf0(levels - 1))));
            default -> {
                earlier3.clear(); // another value context
                yield new AmfAvmPlus(amf3(levels - 1));
            }
        };
    }

    Amf3Value amf3(int levels) {
        if (!earlier3.isEmpty() && random.nextInt(8) == 0) {
            return earlier3.get(random.nextInt(earlier3.size()));
        }
        return switch (random.nextInt(levels > 0 ? 18 : 13)) {
            case 0 -> new Amf3Undefined();
            case 1 -> new Amf3Null();
            case 2 -> new Amf3Boolean(random.nextBoolean());
            case 3 -> new Amf3Integer(random.nextInt() >> (3 + random.nextInt(29)));
            case 4 -> new Amf3Double(number());
            case 5 -> new Amf3String(text());
            case 6 -> remember(new Amf3XmlDocument(text()));
            case 7 -> remember(new Amf3Xml(text()));
            case 8 -> remember(new Amf3Date(number()));
            case 9 -> remember(new Amf3ByteArray(Bytes.utf8(text())));
            case 10 -> remember(new Amf3VectorInt(random.nextBoolean(), list(5, random::nextInt)));
            case 11 -> remember(new Amf3VectorUint(random.nextBoolean(), list(5, () -> random.nextLong(1L << 32))));
            case 12 -> remember(new Amf3VectorDouble(random.nextBoolean(), list(5, this::number)));
            case 13 -> remember(new Amf3Array(members(levels - 1), list(5, () -> amf3(levels - 1))));
            case 14 -> remember(object(levels - 1));
            case 15 ->
                remember(new Amf3Externalizable(
                        "flex.messaging.io.ArrayCollection",
                        new Amf3Array(List.of(), list(5, () -> amf3(levels - 1)))));
            case 16 -> remember(new Amf3VectorObject(random.nextBoolean(), text(), list(5, () -> amf3(levels - 1))));
            default ->
                remember(new Amf3Dictionary(
                        random.nextBoolean(),
                        list(4, () -> new Amf3Dictionary.Entry(amf3(levels - 1), amf3(levels - 1)))));
        };
    }

    private Amf3Object object(int levels) {
        List<String> names = list(3, this::text);
        var traits = new Amf3Traits(text(), random.nextBoolean(), names);
        List<Amf3Value> values = names.stream().map(name -> amf3(levels)).toList();
        return new Amf3Object(traits, values, traits.dynamic() ? members(levels) : List.of());
    }

    private List<Amf3Member> members(int levels) {
        return list(4, () -> new Amf3Member(name(), amf3(levels)));
    }

    private AmfProperties properties(int levels) {
        return new AmfProperties(list(5, () -> new AmfProperties.Entry(name(), amf0(levels))));
    }

    private AmfValue remember(AmfValue value) {
        earlier.add(value);
        return value;
    }

    private Amf3Value remember(Amf3Value value) {
        earlier3.add(value);
        return value;
    }

    private <T> List<T> list(int maximum, Supplier<T> item) {
        var items = new ArrayList<T>();
        for (int i = random.nextInt(maximum + 1); i > 0; i--) {
            items.add(item.get());
        }
        return items;
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private String name() {
        return TEXTS[1 + random.nextInt(TEXTS.length - 1)];
    }

    private double number() {
        return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextGaussian();
    }
}
