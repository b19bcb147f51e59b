package io.millrace.bench.run;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every load run has: help, and a way to refuse a value. */
public class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli sets it and acts on it
    private boolean help;

    public RunOptions() {}

    public final void checkRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " " + value + " (allowed: " + least + " to " + most + ")");
        }
    }

    /** What was given on the command line. */
    public final String arguments() {
        return String.join(" ", command.commandLine().getParseResult().originalArgs());
    }

    /** What a wrong value is reported with, to be thrown. */
    public final ParameterException wrong(String text) {
        return new ParameterException(command.commandLine(), text);
    }
}
