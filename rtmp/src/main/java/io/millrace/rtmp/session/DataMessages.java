package io.millrace.rtmp.session;

import static io.millrace.rtmp.session.SessionEvent.DropCause.MALFORMED;

import io.millrace.amf.Amf0;
import io.millrace.amf.Amf0Reader;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.session.SessionEvent.DataFrameCleared;
import io.millrace.rtmp.session.SessionEvent.DataFrameSet;
import io.millrace.rtmp.session.SessionEvent.DataReceived;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Data messages: what a publisher's mean, read no further than the names; and those a player gets first. */
final class DataMessages {
    /** Names are keys that the server keeps. */
    static final int MAX_NAME = 255;

    private DataMessages() {}

    /**
     * A body of message type 15 for players, who get it as type 18: AMF3 values as AMF0, as far as there is a counterpart
     * . What cannot be read stays as it is.
     */
    static Bytes plain(Bytes body) {
        try {
            var amf = new Amf0Reader(body.reader());
            List<AmfValue> values = new ArrayList<>();
            while (amf.hasNext()) {
                values.add(AmfConversion.plain(amf.next()));
            }
            return Amf0.encodeAll(values);
        } catch (AmfException e) {
            return body;
        }
    }

    /** What is not understood is passed on as it is [A0-08, IP-61]. */
    static SessionEvent received(int streamId, int timestamp, Bytes body) {
        ByteReader in = body.reader();
        var amf = new Amf0Reader(in);
        String handler = string(amf).orElse("");
        Bytes arguments = body.from(in.position());
        return switch (handler) {
            case "@setDataFrame" ->
                string(amf)
                        .filter(DataMessages::isName)
                        .<SessionEvent>map(name -> new DataFrameSet(streamId, timestamp, name, arguments))
                        .orElse(new Dropped(MALFORMED, "@setDataFrame without a name"));
            case "@clearDataFrame" ->
                string(amf)
                        .filter(DataMessages::isName)
                        .<SessionEvent>map(name -> new DataFrameCleared(streamId, name))
                        .orElse(new Dropped(MALFORMED, "@clearDataFrame without a name"));
            // A few encoders leave the handler out [IP-55].
            case "onMetaData" -> new DataFrameSet(streamId, timestamp, handler, body);
            default -> new DataReceived(streamId, timestamp, body);
        };
    }

    /** The next value if it is text, in AMF0 or, as in messages of type 15, in AMF3. */
    private static Optional<String> string(Amf0Reader amf) {
        try {
            return switch (amf.hasNext() ? amf.next() : new AmfUndefined()) {
                case AmfString(String text) -> Optional.of(text);
                case AmfAvmPlus(Amf3String(String text)) -> Optional.of(text);
                default -> Optional.empty();
            };
        } catch (AmfException e) {
            return Optional.empty();
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME;
    }

    /** Flash shows no pixels to its program without this [IP-56]. */
    static Data sampleAccess() {
        return new Data(
                Amf0.encodeAll(new AmfString("|RtmpSampleAccess"), new AmfBoolean(true), new AmfBoolean(true)), false);
    }

    static Data dataStart() {
        var information = AmfProperties.builder().put("code", StatusCode.DATA_START.code());
        return new Data(Amf0.encodeAll(new AmfString("onStatus"), information.buildObject()), false);
    }
}
