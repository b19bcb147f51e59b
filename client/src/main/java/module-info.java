/** An RTMP client to embed: publish, play, remote calls and shared objects. */
@org.jspecify.annotations.NullMarked
module io.millrace.client {
    requires static org.jspecify;
    requires transitive io.millrace.rtmp;
    requires transitive io.millrace.flv;
    requires io.millrace.mux;
    requires io.millrace.transport;
    requires org.slf4j;

    exports io.millrace.client;
    exports io.millrace.client.file;
    exports io.millrace.client.inspect;
    exports io.millrace.client.load;
    exports io.millrace.client.relay;
    exports io.millrace.client.probe;
}
