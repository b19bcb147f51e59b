package io.millrace.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The same load on Millrace and on nginx-rtmp, in turns. Both run the whole time, so that the JVM stays warm; only one
 * is under load. These are the options that all loads share.
 */
final class Contest {
    static final String MILLRACE = "millrace";
    static final String NGINX = "nginx-rtmp";

    private static final int DEFAULT_CHUNK_SIZE = 60000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli sets it and acts on it
    private boolean help;

    @Option(names = "--rounds", defaultValue = "3", description = "Measured rounds with each server, 1 to 20.")
    private int rounds;

    @Option(
            names = "--servers",
            split = ",",
            defaultValue = MILLRACE + "," + NGINX,
            description = "Those to run, of " + MILLRACE + " and " + NGINX + ".")
    private List<String> servers = List.of();

    @Option(
            names = "--server-cmd",
            defaultValue = "./millrace serve --port {port} --bind 127.0.0.1",
            description = "Starts Millrace in the foreground; {port} is replaced.")
    private String serverCommand = "";

    @Option(names = "--server-core", defaultValue = "0", description = "Processor of the servers.")
    private int serverCore;

    @Option(names = "--generator-core", defaultValue = "1", description = "Processor of the load generator.")
    private int generatorCore;

    /**
     * Runs all rounds, prints the report and writes it to {@code bench/target}.
     *
     * @return the exit code: 1 when something was lost or failed in a measured round
     */
    int run(Load load) throws IOException, InterruptedException {
        checkRange("--rounds", rounds, 1, 20);
        if (!List.of(MILLRACE, NGINX).containsAll(servers)) {
            throw new ParameterException(
                    command.commandLine(), "--servers " + servers + " (allowed: " + MILLRACE + ", " + NGINX + ")");
        }
        Path root = Path.of("").toAbsolutePath();
        Path folder = Files.createDirectories(root.resolve("bench/target/load"));
        Cores cores = cores();
        var generator = Generator.build(root.resolve("bench/src/main/c"), folder, cores);
        var conditions = new ArrayList<>(List.of(load.description(), cores.description()));
        var started = new ArrayList<Server>();
        List<Round> results;
        try {
            startAll(load, root, folder, cores, generator, started, conditions);
            results = measure(load, generator, started);
        } finally {
            started.forEach(Server::close);
        }
        var report = new Report(load.name(), Machine.here(root), conditions, load.figures(), load.compared(), results);
        report.write(root.resolve("bench/target"));
        System.out.println(report.markdown());
        System.out.println("Also in bench/target/" + load.name() + ".md and .json");
        return report.allWhole() ? 0 : 1;
    }

    void checkRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(), option + " " + value + " (allowed: " + least + " to " + most + ")");
        }
    }

    /** Starts each server and runs the round that is not measured: our chunk size is known then, and given to nginx. */
    private void startAll(
            Load load,
            Path root,
            Path folder,
            Cores cores,
            Generator generator,
            List<Server> started,
            List<String> conditions)
            throws IOException, InterruptedException {
        int chunkSize = DEFAULT_CHUNK_SIZE;
        if (servers.contains(MILLRACE)) {
            started.add(startMillrace(root, folder, cores));
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
            var words = nginx.get().command(folder, port, chunkSize, load.connections());
            started.add(Server.start(NGINX, cores.serverCommand(words), port, root, folder.resolve("nginx.log")));
            conditions.add(nginx.get().version() + ", one worker, chunk size " + chunkSize + ".");
            warmUp(load, generator, started.getLast());
        }
    }

    Server startMillrace(Path root, Path folder, Cores cores) throws IOException, InterruptedException {
        int port = Server.freePort();
        var words = List.of(serverCommand.replace("{port}", "" + port).split("\\s+"));
        return Server.start(MILLRACE, cores.serverCommand(words), port, root, folder.resolve("millrace.log"));
    }

    Cores cores() {
        return Cores.detect(serverCore, generatorCore);
    }

    int rounds() {
        return rounds;
    }

    private static Result warmUp(Load load, Generator generator, Server server)
            throws IOException, InterruptedException {
        progress(server.name() + ": warm-up");
        List<String> options = new ArrayList<>(load.warmup().apply(server.name()));
        Collections.addAll(options, "--stream", "warmup");
        return generator.run(server, load.kind(), options, load.limit());
    }

    private List<Round> measure(Load load, Generator generator, List<Server> started)
            throws IOException, InterruptedException {
        var results = new ArrayList<Round>();
        for (int number = 1; number <= rounds; number++) {
            // Who goes first changes, so that a drift of the machine hits both.
            for (Server server : number % 2 == 1 ? started : started.reversed()) {
                progress(server.name() + ": round " + number + " of " + rounds);
                List<String> options = new ArrayList<>(load.measured().apply(server.name()));
                Collections.addAll(options, "--stream", "round" + number);
                var round = new Round(server.name(), number, generator.run(server, load.kind(), options, load.limit()));
                round.marks().forEach(Contest::progress);
                results.add(round);
            }
        }
        return results;
    }

    private static void progress(String text) {
        System.err.println(text);
    }
}
