/** The media server: configuration, authorization, sessions, joined by {@code MillraceServer}. */
@org.jspecify.annotations.NullMarked
module io.millrace.server {
    requires static org.jspecify;
    requires transitive io.millrace.hub;
    requires transitive io.millrace.rtmp;
    requires transitive io.millrace.transport;
    requires io.millrace.flv;
    requires io.millrace.mux;
    requires com.h2database.mvstore;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.instrumentation.jvm;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.management; // for what the JVM says of itself
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires com.fasterxml.jackson.annotation;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports io.millrace.server;
    exports io.millrace.server.activity;
    exports io.millrace.server.api;
    exports io.millrace.server.application;
    exports io.millrace.server.auth;
    exports io.millrace.server.config;
    exports io.millrace.server.demo;
    exports io.millrace.server.hls;
    exports io.millrace.server.httpflv;
    exports io.millrace.server.httpmp4;
    exports io.millrace.server.httpvod;
    exports io.millrace.server.metrics;
    exports io.millrace.server.record;
    exports io.millrace.server.rtmp;
    exports io.millrace.server.sharedobject;
    exports io.millrace.server.tls;
    exports io.millrace.server.vod;

    opens io.millrace.server.api to
            tools.jackson.databind;
}
