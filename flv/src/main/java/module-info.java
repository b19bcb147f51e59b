/** FLV and Enhanced RTMP: tag bodies to media packets and back, and FLV files. */
@org.jspecify.annotations.NullMarked
module io.millrace.flv {
    requires static org.jspecify;
    requires transitive io.millrace.media;
    requires io.millrace.amf;

    exports io.millrace.flv;
}
