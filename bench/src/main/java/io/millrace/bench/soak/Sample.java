package io.millrace.bench.soak;

import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What a server holds at one moment; memory in MiB, the heap after a full garbage collection. */
record Sample(double heap, double resident, double direct, double files, double threads, double streams, double open) {
    /** On one line, as {@link #parse} reads it. */
    String line() {
        return DoubleStream.of(heap, resident, direct, files, threads, streams, open)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
    }

    static Sample parse(String line) {
        double[] values =
                Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Sample(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }
}
