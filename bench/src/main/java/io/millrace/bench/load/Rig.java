package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every load run needs and lets the user choose: processors, how Millrace is started, how many rounds. */
class Rig {
    static final String MILLRACE = "millrace";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli sets it and acts on it
    private boolean help;

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

    int rounds() {
        checkRange("--rounds", rounds, 1, 20);
        return rounds;
    }

    void checkRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " " + value + " (allowed: " + least + " to " + most + ")");
        }
    }

    ParameterException wrong(String text) {
        return new ParameterException(command.commandLine(), text);
    }

    Path root() {
        return root;
    }

    Cores cores() {
        return Cores.detect(serverCore, generatorCore);
    }

    Generator generator(Cores cores) throws IOException, InterruptedException {
        return Generator.build(root.resolve("bench/src/main/c"), RunFolder.path(), cores);
    }

    /** Starts Millrace with these variables in its environment. */
    Server startMillrace(Cores cores, Map<String, String> environment) throws IOException, InterruptedException {
        int port = Server.freePort();
        var words = new ArrayList<String>(List.of("env"));
        environment.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(List.of(serverCommand.replace("{port}", "" + port).split("\\s+")));
        return Server.start(MILLRACE, cores.serverCommand(words), port, root, RunFolder.path().resolve("millrace.log"));
    }

    /** Prints the report and writes it to {@code bench/target}. */
    void publish(Report report) throws IOException {
        report.write(root.resolve("bench/target"));
        System.out.println(report.markdown());
        System.out.println("Also in bench/target/" + report.name() + ".md and .json");
    }

    static void progress(String text) {
        System.err.println(text);
    }
}
