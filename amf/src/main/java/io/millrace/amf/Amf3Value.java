package io.millrace.amf;

/** One AMF3 value [AMF3 §3]. Immutable, so any thread may read it. */
public sealed interface Amf3Value {
    record Amf3Undefined() implements Amf3Value {}
}
