package io.millrace.server.application;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfUndefined;
import java.util.List;

/**
 * What a client gave to a call. The methods that ask for a type throw a {@link CallException}, which the client is told,
 * so that a method need not check before it reads.
 *
 * @param values in AMF0 whichever encoding they came in; what has no type there is an {@link AmfValue.AmfAvmPlus}
 */
public record Arguments(List<AmfValue> values) {
    public Arguments {
        values = List.copyOf(values);
    }

    public int size() {
        return values.size();
    }

    /** The argument at {@code index}, from 0; undefined if there are not so many, as in ActionScript. */
    public AmfValue get(int index) {
        return index < values.size() ? values.get(index) : new AmfUndefined();
    }

    public String string(int index) {
        return get(index).asString().orElseThrow(() -> wrong(index, "a string"));
    }

    public double number(int index) {
        return get(index).asNumber().orElseThrow(() -> wrong(index, "a number"));
    }

    public boolean bool(int index) {
        return get(index).asBoolean().orElseThrow(() -> wrong(index, "a boolean"));
    }

    /** Of an object or an ECMA array. */
    public AmfProperties properties(int index) {
        if (get(index) instanceof AmfMap map) {
            return map.properties();
        }
        throw wrong(index, "an object");
    }

    private static CallException wrong(int index, String expected) {
        return new CallException("argument " + (index + 1) + " is not " + expected);
    }
}
