/** Benchmarks: JMH, and load runs against peers. */
@org.jspecify.annotations.NullMarked
module io.millrace.bench {
    requires static org.jspecify;
    requires io.millrace.client;
    requires io.millrace.flv;
    requires io.millrace.rtmp;
    requires io.millrace.server;
    requires io.millrace.testkit;
    requires io.millrace.transport;
    requires java.net.http;
    requires jdk.management;
    requires info.picocli;
    requires io.netty.buffer;
    requires jmh.core;

    opens io.millrace.bench.client to
            info.picocli;
    opens io.millrace.bench.load to
            info.picocli;
    opens io.millrace.bench.run to
            info.picocli;
    opens io.millrace.bench.table to
            info.picocli;
    opens io.millrace.bench.soak to
            info.picocli;
}
