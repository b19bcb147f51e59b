package io.millrace.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands but {@code serve} have in common when they do something: what they show, and how they end. */
abstract class ClientCommand implements Callable<Integer> {
    private static final int STACK_TRACES = 2;

    private final Console console;

    @Option(names = "--json", description = "Print the result as JSON, for programs.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but results and errors.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show what the client does; -vv shows more, and where an error comes from.")
    private boolean[] verbose = {};

    ClientCommand(Console console) {
        this.console = console;
    }

    /** Does it, until it is done or interrupted, and returns how that went; an exception goes through {@link Failure}. */
    abstract ExitCode run() throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        LogSetup.toErrors(console, verbose.length);
        ExitCode code;
        try {
            code = run();
        } catch (IOException e) {
            if (!(e instanceof OutputClosedException || e.getCause() instanceof OutputClosedException)) {
                throw e;
            }
            code = ExitCode.DONE;
        }
        return (console.interrupt().requested() ? ExitCode.INTERRUPTED : code).number();
    }

    final Console console() {
        return console;
    }

    final boolean json() {
        return json;
    }

    final boolean quiet() {
        return quiet;
    }

    final boolean showsStackTraces() {
        return verbose.length >= STACK_TRACES;
    }

    /** Prints what came out of it, as JSON or as text for a person. */
    final void print(Object report, String text) {
        console.out().println(json ? Json.of(report) : text);
    }

    /** Says something that is no result, unless it is to be quiet. */
    final void say(String text) {
        if (!quiet) {
            console.err().println(text);
        }
    }
}
