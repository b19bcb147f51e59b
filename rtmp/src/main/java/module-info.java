/** Handshake, chunk stream, messages, commands and sessions of RTMP: state machines without I/O. */
@org.jspecify.annotations.NullMarked
module io.millrace.rtmp {
    requires static org.jspecify;
    requires transitive io.millrace.amf;

    exports io.millrace.rtmp;
    exports io.millrace.rtmp.chunk;
    exports io.millrace.rtmp.command;
    exports io.millrace.rtmp.handshake;
    exports io.millrace.rtmp.message;
    exports io.millrace.rtmp.session;
    exports io.millrace.rtmp.sharedobject;
}
