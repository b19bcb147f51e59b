/** Benchmarks: JMH, and load runs against peers. */
@org.jspecify.annotations.NullMarked
module io.millrace.bench {
    requires static org.jspecify;
    requires io.millrace.flv;
    requires io.millrace.rtmp;
    requires jmh.core;
}
