package io.millrace.amf;

/** The byte that starts an AMF0 value [A0-01]. */
final class Amf0Marker {
    static final int NUMBER = 0x00;
    static final int BOOLEAN = 0x01;
    static final int STRING = 0x02;
    static final int OBJECT = 0x03;
    static final int MOVIE_CLIP = 0x04;
    static final int NULL = 0x05;
    static final int UNDEFINED = 0x06;
    static final int REFERENCE = 0x07;
    static final int ECMA_ARRAY = 0x08;
    static final int OBJECT_END = 0x09;
    static final int STRICT_ARRAY = 0x0A;
    static final int DATE = 0x0B;
    static final int LONG_STRING = 0x0C;
    static final int UNSUPPORTED = 0x0D;
    static final int RECORD_SET = 0x0E;
    static final int XML_DOCUMENT = 0x0F;
    static final int TYPED_OBJECT = 0x10;
    static final int AVM_PLUS = 0x11;

    private Amf0Marker() {}

    /** For error texts; any value is allowed. */
    static String name(int marker) {
        return switch (marker) {
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case STRING -> "string";
            case OBJECT -> "object";
            case MOVIE_CLIP -> "movie clip";
            case NULL -> "null";
            case UNDEFINED -> "undefined";
            case REFERENCE -> "reference";
            case ECMA_ARRAY -> "ECMA array";
            case OBJECT_END -> "object end";
            case STRICT_ARRAY -> "strict array";
            case DATE -> "date";
            case LONG_STRING -> "long string";
            case UNSUPPORTED -> "unsupported";
            case RECORD_SET -> "record set";
            case XML_DOCUMENT -> "XML document";
            case TYPED_OBJECT -> "typed object";
            case AVM_PLUS -> "AMF3 value";
            default -> "unknown marker " + marker;
        };
    }
}
