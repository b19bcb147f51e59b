/** Benchmarks: JMH, and load runs against peers. */
@org.jspecify.annotations.NullMarked
module io.millrace.bench {
    requires static org.jspecify;
    requires io.millrace.flv;
    requires io.millrace.rtmp;
    requires info.picocli;
    requires jmh.core;

    opens io.millrace.bench.load to
            info.picocli;
}
