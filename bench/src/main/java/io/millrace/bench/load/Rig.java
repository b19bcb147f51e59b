package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import io.millrace.bench.run.RunOptions;
import io.millrace.bench.run.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What a run against servers under full load needs and lets the user choose: processors, how Millrace is started, how many rounds. */
public class Rig extends RunOptions {
    public static final String MILLRACE = "millrace";

    /** The launcher gives them to the JVM. */
    private static final String JAVA_OPTIONS = "MILLRACE_JAVA_OPTIONS";

    @Option(names = "--rounds", defaultValue = "3", description = "Measured rounds of each, 1 to 20.")
    private int rounds;

    @Option(
            names = "--server-cmd",
            defaultValue = "./millrace serve --port {port} --bind 127.0.0.1",
            description = "Starts Millrace in the foreground; {port} is replaced.")
    private String serverCommand = "";

    @Option(names = "--server-core", defaultValue = "0", description = "Processor of the servers.")
    private int serverCore;

    @Option(names = "--generator-core", defaultValue = "1", description = "Processor of the load generator.")
    private int generatorCore;

    private final Path root = Path.of("").toAbsolutePath();

    public final int rounds() {
        return rounds;
    }

    public final void checkRounds() {
        checkRange("--rounds", rounds, 1, 20);
    }

    public final Path root() {
        return root;
    }

    public final Cores cores() {
        return Cores.detect(serverCore, generatorCore);
    }

    public final Generator generator(Cores cores) throws IOException, InterruptedException {
        return Generator.build(root.resolve("bench/src/main/c"), RunFolder.path(), cores);
    }

    /** Starts Millrace with these variables in its environment. */
    final Server startMillrace(Cores cores, Map<String, String> environment) throws IOException, InterruptedException {
        return startMillrace(MILLRACE, cores, environment);
    }

    /** Starts one of several, under a name of its own. */
    public final Server startMillrace(String name, Cores cores, Map<String, String> environment)
            throws IOException, InterruptedException {
        return startMillrace(name, cores, environment, List.of());
    }

    private Server startMillrace(String name, Cores cores, Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        int port = Server.freePort();
        String javaOptions = System.getenv().getOrDefault(JAVA_OPTIONS, "");
        var words = new ArrayList<String>(List.of(
                "env",
                JAVA_OPTIONS + "=" + javaOptions + " " + JvmLog.of(name).option(root),
                "MILLRACE_HTTP_ENABLED=false"));
        environment.forEach((variable, value) -> words.add(variable + "=" + value));
        words.addAll(List.of(serverCommand.replace("{port}", "" + port).split("\\s+")));
        words.addAll(arguments);
        return Server.start(
                name, cores.serverCommand(words), port, root, RunFolder.path().resolve(name + ".log"));
    }

    /**
     * Starts Millrace with HTTP on a port of loopback.
     *
     * @param arguments more of them
     */
    final Server startMillraceWithHttp(
            Cores cores, int httpPort, Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        var all = new HashMap<>(environment);
        all.put("MILLRACE_HTTP_ENABLED", "true");
        all.put("MILLRACE_HTTP_BIND", "127.0.0.1");
        all.put("MILLRACE_HTTP_PORT", "" + httpPort);
        Server server = startMillrace(MILLRACE, cores, all, arguments);
        try {
            server.awaitPort(httpPort);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    /** One of the rounds of {@link #inTurns}, with a stream name that no other round has. */
    public interface Turn<T> {
        Result run(T subject, String stream) throws IOException, InterruptedException;
    }

    /**
     * Runs each subject once in every round. Who goes first changes, so that a drift of the machine hits all.
     *
     * @param title what a subject is called in the report
     */
    public final <T> List<Round> inTurns(List<T> subjects, Function<T, String> title, Turn<T> turn)
            throws IOException, InterruptedException {
        var results = new ArrayList<Round>();
        for (int number = 1; number <= rounds; number++) {
            for (T subject : number % 2 == 1 ? subjects : subjects.reversed()) {
                progress(title.apply(subject) + ": round " + number + " of " + rounds);
                results.add(round(title.apply(subject), number, turn.run(subject, "round" + number)));
            }
        }
        return results;
    }

    /** Runs each subject in one round only. */
    public final <T> List<Round> once(List<T> subjects, Function<T, String> title, Turn<T> turn)
            throws IOException, InterruptedException {
        var results = new ArrayList<Round>();
        for (T subject : subjects) {
            progress(title.apply(subject) + ": one round");
            results.add(round(title.apply(subject), 1, turn.run(subject, "once")));
        }
        return results;
    }

    private static Round round(String title, int number, Result result) {
        var round = new Round(title, number, result);
        round.marks().forEach(Rig::progress);
        return round;
    }

    /** A round of so many seconds. */
    interface TimedTurn<T> {
        Result run(T subject, String stream, int seconds) throws IOException, InterruptedException;
    }

    /** The same, after one round of each subject that is not measured. */
    final <T> List<Round> inTurns(List<T> subjects, Function<T, String> title, Window window, TimedTurn<T> turn)
            throws IOException, InterruptedException {
        for (T subject : subjects) {
            progress(title.apply(subject) + ": warm-up");
            turn.run(subject, "warmup", window.warmupSeconds());
        }
        return inTurns(subjects, title, (subject, stream) -> turn.run(subject, stream, window.seconds()));
    }

    /** Prints the report and writes it to {@code bench/target}. */
    void publish(Report report) throws IOException {
        report.write(root.resolve("bench/target"));
        System.out.println(report.markdown());
        System.out.println("Also in bench/target/" + report.name() + ".md and .json");
    }

    public static void progress(String text) {
        System.err.println(text);
    }
}
