/** The media server: configuration, authorization, applications, sessions. */
@org.jspecify.annotations.NullMarked
module io.millrace.server {
    requires static org.jspecify;
    requires transitive io.millrace.transport;
    requires org.snakeyaml.engine;

    exports io.millrace.server.auth;
    exports io.millrace.server.config;
}
