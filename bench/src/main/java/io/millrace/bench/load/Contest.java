package io.millrace.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * The same load on Millrace and on nginx-rtmp, in turns. Both run the whole time, so that the JVM stays warm; only one
 * is under load.
 */
final class Contest extends Rig {
    static final String NGINX = Contestants.NGINX;

    @Option(
            names = "--servers",
            split = ",",
            defaultValue = MILLRACE + "," + NGINX,
            description = "Those to run, of " + MILLRACE + " and " + NGINX + ".")
    private List<String> servers = List.of();

    /**
     * Runs all rounds, prints the report and writes it to {@code bench/target}.
     *
     * @return the exit code: 1 when something was lost or failed in a measured round
     */
    int run(Load load) throws IOException, InterruptedException {
        checkRounds();
        if (!List.of(MILLRACE, NGINX).containsAll(servers)) {
            throw wrong("--servers " + servers + " (allowed: " + MILLRACE + ", " + NGINX + ")");
        }
        var cores = cores();
        var generator = generator(cores);
        try (var contestants = Contestants.start(
                this,
                cores,
                servers,
                load.connections(),
                server -> generate(load, load.warmup(), generator, server, "warmup"))) {
            List<Round> results = inTurns(
                    contestants.all(),
                    Server::name,
                    (server, stream) -> generate(load, load.measured(), generator, server, stream));
            var report = new Report(
                    load.name(),
                    Machine.here(root()),
                    Stream.concat(Stream.of(load.description(), cores.description()), contestants.conditions().stream())
                            .toList(),
                    load.figures(),
                    Comparison.ratio(load.compared()),
                    results);
            publish(report);
            return report.allWhole() ? 0 : 1;
        }
    }

    private static Result generate(
            Load load, Function<String, List<String>> wanted, Generator generator, Server server, String stream)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(wanted.apply(server.name()));
        Collections.addAll(options, "--stream", stream);
        return generator.run(server, load.kind(), options, load.limit());
    }
}
