/** The millrace command. */
@org.jspecify.annotations.NullMarked
module io.millrace.cli {
    requires static org.jspecify;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires io.millrace.amf;
    requires io.millrace.bytes;
    requires io.millrace.client;
    requires io.millrace.media;
    requires io.millrace.rtmp;
    requires io.millrace.server;
    requires io.millrace.transport;
    requires jdk.unsupported;
    requires org.slf4j;
    requires tools.jackson.databind;

    opens io.millrace.cli to
            info.picocli,
            tools.jackson.databind;

    provides ch.qos.logback.classic.spi.Configurator with
            io.millrace.cli.LogSetup;
}
