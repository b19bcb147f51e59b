/** The millrace command. */
@org.jspecify.annotations.NullMarked
module io.millrace.cli {
    requires static org.jspecify;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires io.millrace.amf;
    requires io.millrace.bytes;
    requires io.millrace.rtmp;
    requires io.millrace.server;
    requires org.slf4j;

    provides ch.qos.logback.classic.spi.Configurator with
            io.millrace.cli.LogSetup;
}
