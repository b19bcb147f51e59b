package io.millrace.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace completion}: what a shell needs to complete the rest. */
@Command(
        name = "completion",
        header = "Prints a script for your shell, which then completes commands and options.",
        footer = {
            "  # this shell, until it ends",
            "  source <(millrace completion bash)",
            "",
            "  # bash, from now on",
            "  millrace completion bash > ~/.local/share/bash-completion/completions/millrace",
            "",
            "  # zsh, from now on",
            "  millrace completion zsh > ~/.millrace.zsh",
            "  echo 'source ~/.millrace.zsh' >> ~/.zshrc",
        })
final class CompletionCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // both read the same script
    private Shell shell = Shell.bash;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** As people write them. Both read the same script. */
    enum Shell {
        bash,
        zsh
    }

    CompletionCommand(Console console) {
        out = console.out();
    }

    @Override
    public Integer call() {
        out.println(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        return ExitCode.DONE.number();
    }
}
