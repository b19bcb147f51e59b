package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * The same load on Millrace and on nginx-rtmp, in turns. Both run the whole time, so that the JVM stays warm; only one
 * is under load.
 */
final class Contest extends Rig {
    static final String NGINX = "nginx-rtmp";

    private static final int DEFAULT_CHUNK_SIZE = 60000;

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
        var conditions = new ArrayList<>(List.of(load.description(), cores.description()));
        var started = new ArrayList<Server>();
        List<Round> results;
        try {
            startAll(load, cores, generator, started, conditions);
            results = inTurns(
                    started,
                    Server::name,
                    (server, stream) -> generate(load, load.measured(), generator, server, stream));
        } finally {
            started.forEach(Server::close);
        }
        var report = new Report(
                load.name(),
                Machine.here(root()),
                conditions,
                load.figures(),
                Comparison.ratio(load.compared()),
                results);
        publish(report);
        return report.allWhole() ? 0 : 1;
    }

    /** Starts each server and runs the round that is not measured: our chunk size is known then, and given to nginx. */
    private void startAll(Load load, Cores cores, Generator generator, List<Server> started, List<String> conditions)
            throws IOException, InterruptedException {
        int chunkSize = DEFAULT_CHUNK_SIZE;
        if (servers.contains(MILLRACE)) {
            started.add(startMillrace(cores, Map.of()));
            Result warmup = warmUp(load, generator, started.getLast());
            if (warmup.number("server_chunk_size") > 0) {
                chunkSize = (int) warmup.number("server_chunk_size");
            }
        }
        if (servers.contains(NGINX)) {
            var nginx = NginxRtmp.find();
            if (nginx.isEmpty()) {
                conditions.add(NginxRtmp.HOW_TO_INSTALL + ".");
                return;
            }
            int port = Server.freePort();
            var words = nginx.get().command(RunFolder.path(), port, chunkSize, load.connections());
            started.add(Server.start(
                    NGINX,
                    cores.serverCommand(words),
                    port,
                    root(),
                    RunFolder.path().resolve("nginx.log")));
            conditions.add(nginx.get().version() + ", one worker, chunk size " + chunkSize + ".");
            warmUp(load, generator, started.getLast());
        }
    }

    private static Result warmUp(Load load, Generator generator, Server server)
            throws IOException, InterruptedException {
        progress(server.name() + ": warm-up");
        return generate(load, load.warmup(), generator, server, "warmup");
    }

    private static Result generate(
            Load load, Function<String, List<String>> wanted, Generator generator, Server server, String stream)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(wanted.apply(server.name()));
        Collections.addAll(options, "--stream", stream);
        return generator.run(server, load.kind(), options, load.limit());
    }
}
