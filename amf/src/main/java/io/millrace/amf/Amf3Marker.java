package io.millrace.amf;

/** The byte that starts an AMF3 value [A3-01]. */
final class Amf3Marker {
    static final int UNDEFINED = 0x00;
    static final int NULL = 0x01;
    static final int FALSE = 0x02;
    static final int TRUE = 0x03;
    static final int INTEGER = 0x04;
    static final int DOUBLE = 0x05;
    static final int STRING = 0x06;
    static final int XML_DOCUMENT = 0x07;
    static final int DATE = 0x08;
    static final int ARRAY = 0x09;
    static final int OBJECT = 0x0A;
    static final int XML = 0x0B;
    static final int BYTE_ARRAY = 0x0C;
    static final int VECTOR_INT = 0x0D;
    static final int VECTOR_UINT = 0x0E;
    static final int VECTOR_DOUBLE = 0x0F;
    static final int VECTOR_OBJECT = 0x10;
    static final int DICTIONARY = 0x11;

    private Amf3Marker() {}

    /** For error texts; any value is allowed. */
    static String name(int marker) {
        return switch (marker) {
            case UNDEFINED -> "AMF3 undefined";
            case NULL -> "AMF3 null";
            case FALSE -> "AMF3 false";
            case TRUE -> "AMF3 true";
            case INTEGER -> "AMF3 integer";
            case DOUBLE -> "AMF3 double";
            case STRING -> "AMF3 string";
            case XML_DOCUMENT -> "AMF3 XMLDocument";
            case DATE -> "AMF3 date";
            case ARRAY -> "AMF3 array";
            case OBJECT -> "AMF3 object";
            case XML -> "AMF3 XML";
            case BYTE_ARRAY -> "AMF3 ByteArray";
            case VECTOR_INT -> "AMF3 vector of int";
            case VECTOR_UINT -> "AMF3 vector of uint";
            case VECTOR_DOUBLE -> "AMF3 vector of double";
            case VECTOR_OBJECT -> "AMF3 vector of objects";
            case DICTIONARY -> "AMF3 dictionary";
            default -> "unknown AMF3 marker " + marker;
        };
    }
}
