package io.millrace.amf;

import java.util.IdentityHashMap;
import java.util.function.Supplier;

/** What the objects and arrays of one value were converted to: each instance once, however often it occurs. */
final class SharedInstances<F, T> {
    private final IdentityHashMap<F, T> converted = new IdentityHashMap<>();
    private int depth;

    /** @throws AmfException if this is called inside itself too often */
    T of(F value, Supplier<? extends T> conversion) {
        T known = converted.get(value);
        if (known != null) {
            return known;
        }
        if (depth == AmfLimits.DEFAULT.depth()) {
            throw new AmfException("more than " + depth + " levels of values inside each other");
        }
        depth++;
        T result = conversion.get();
        depth--;
        converted.put(value, result);
        return result;
    }
}
