package io.millrace.bench.load;

import java.util.List;

/** Figures of more than one run. */
public final class Figures {
    static final Figure SERVER_CPU = Figure.of("CPU of the server, cores", 3, "server_cpu");

    static final Figure CORE_BUSY = Figure.of("its core busy, of 1", 3, "server_core_busy");

    static final Figure SERVER_MEMORY = Figure.of("memory of the server, MiB", 0, "server_rss_mib");

    static final Figure GENERATOR_CPU = Figure.of("CPU of the generator, cores", 3, "generator_cpu");

    static final Figure PUBLISHER_LATE = Figure.of("publisher late p99, ms", 2, "publisher_lag_ms_p99");

    static final Figure EXPECTED_MB = new Figure("expected, MB", 3, result -> result.number("expected_bytes") / 1e6);

    static final Figure DELIVERED_MB = new Figure("delivered, MB", 3, result -> result.number("delivered_bytes") / 1e6);

    /** Of the CPU of the server. */
    static final Figure KERNEL_SHARE = new Figure(
            "of it in the kernel, %",
            0, result -> 100 * result.number("server_system_cpu") / result.number("server_cpu"));

    public static final Figure CPU_PER_PLAYER = new Figure(
            "CPU per player, µs/s", 1, result -> result.number("server_cpu") * 1e6 / result.number("players"));

    public static final Figure CPU_PER_PUBLISHER = new Figure(
            "CPU per publisher, µs/s", 1, result -> result.number("server_cpu") * 1e6 / result.number("publishers"));

    static final Figure SENT_MBIT = new Figure(
            "sent in the window, Mbit/s",
            1,
            result -> result.number("window_bytes") * 8e-6 / result.number("window_s"));

    public static final Figure CONNECTIONS_PER_SECOND = Figure.of("connections a second", 0, "connections_per_second");

    public static final Figure CPU_PER_CONNECTION = Figure.of("CPU per connection, µs", 1, "cpu_us_per_connection");

    /** Of a server that is a JVM; without a number for others. */
    static final List<Figure> PAUSES = List.of(
            Figure.of("pauses of the JVM", 0, "jvm_pauses"),
            Figure.of("longest pause of the JVM, ms", 3, "jvm_pause_ms_max"),
            Figure.of("pauses of its garbage collector", 0, "jvm_gc_pauses"),
            Figure.of("longest of these, ms", 3, "jvm_gc_pause_ms_max"));

    private Figures() {}
}
