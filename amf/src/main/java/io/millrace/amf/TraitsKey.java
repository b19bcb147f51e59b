package io.millrace.amf;

import io.millrace.amf.Amf3Value.Amf3Traits;

/** An entry of the traits table, which objects and externalizable objects share [A3-06]. */
record TraitsKey(Amf3Traits traits, boolean externalizable) {
    /** Characters in all names. */
    int textLength() {
        return traits.className().length()
                + traits.sealedNames().stream().mapToInt(String::length).sum();
    }
}
