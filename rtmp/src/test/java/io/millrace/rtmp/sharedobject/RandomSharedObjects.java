package io.millrace.rtmp.sharedobject;

import io.millrace.amf.Amf3Value;
import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Boolean;
import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Double;
import io.millrace.amf.Amf3Value.Amf3Null;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfDate;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Unknown;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Messages with every event; values in the encoding of the message, as only those come back as they were. */
final class RandomSharedObjects {
    private static final List<String> TEXTS = List.of("", "a", "größe", "名前", "x".repeat(600), "\0");

    private final Random random;
    private final boolean amf3;

    private RandomSharedObjects(Random random, boolean amf3) {
        this.random = random;
        this.amf3 = amf3;
    }

    static SharedObjectMessage message(Random random, boolean amf3) {
        var objects = new RandomSharedObjects(random, amf3);
        return new SharedObjectMessage(
                objects.text(), random.nextLong(1L << 32), random.nextBoolean(), objects.list(6, objects::event));
    }

    private SharedObjectEvent event() {
        return switch (random.nextInt(12)) {
            case 0 -> new Use();
            case 1 -> new Release();
            case 2 -> new RequestChange(text(), value());
            case 3 -> new Change(text(), value());
            case 4 -> new Success(text());
            case 5 -> new SendMessage(text(), list(4, this::value));
            case 6 -> new Status("SharedObject.NoReadAccess", text());
            case 7 -> new Clear();
            case 8 -> new Remove(text());
            case 9 -> new RequestRemove(text());
            case 10 -> new UseSuccess();
            default -> new Unknown(12 + random.nextInt(244), Bytes.utf8(text()));
        };
    }

    private AmfValue value() {
        return amf3 ? new AmfAvmPlus(amf3(2)) : amf0(2);
    }

    private AmfValue amf0(int levels) {
        return switch (random.nextInt(levels > 0 ? 7 : 5)) {
            case 0 -> new AmfNumber(random.nextGaussian());
            case 1 -> new AmfBoolean(random.nextBoolean());
            case 2 -> new AmfString(text());
            case 3 -> new AmfNull();
            case 4 -> new AmfDate(random.nextInt());
            case 5 -> new AmfStrictArray(list(4, () -> amf0(levels - 1)));
            default ->
                new AmfObject(new AmfProperties(
                        list(4, () -> new AmfProperties.Entry("p" + random.nextInt(9), amf0(levels - 1)))));
        };
    }

    private Amf3Value amf3(int levels) {
        return switch (random.nextInt(levels > 0 ? 6 : 5)) {
            case 0 -> new Amf3Double(random.nextGaussian());
            case 1 -> new Amf3Boolean(random.nextBoolean());
            case 2 -> new Amf3String(text());
            case 3 -> new Amf3Null();
            case 4 -> new Amf3ByteArray(Bytes.utf8(text()));
            default -> new Amf3Array(List.of(), list(4, () -> amf3(levels - 1)));
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private <T> List<T> list(int limit, Supplier<T> item) {
        return Stream.generate(item).limit(random.nextInt(limit)).toList();
    }
}
