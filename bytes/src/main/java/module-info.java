/** Bounds-checked big-endian access to bytes; the one byte type of all protocol modules. */
@org.jspecify.annotations.NullMarked
module io.millrace.bytes {
    requires static org.jspecify;

    exports io.millrace.bytes;
}
