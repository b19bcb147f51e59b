/** AMF0 and AMF3 values and their bytes. */
@org.jspecify.annotations.NullMarked
module io.millrace.amf {
    requires static org.jspecify;
    requires transitive io.millrace.bytes;

    exports io.millrace.amf;
}
