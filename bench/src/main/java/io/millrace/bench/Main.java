package io.millrace.bench;

import io.millrace.bench.client.ClientBench;
import io.millrace.bench.load.LoadBench;
import io.millrace.bench.soak.SoakBench;
import io.millrace.bench.table.TableBench;
import picocli.CommandLine;

/** All runs of {@code bench/run} but JMH's. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadBench())
                .addSubcommand(new TableBench())
                .addSubcommand(new ClientBench())
                .addSubcommand(new SoakBench())
                .execute(arguments));
    }
}
