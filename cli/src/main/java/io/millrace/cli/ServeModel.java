package io.millrace.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What picocli knows of {@link ServeCommand}: for help, completion, and the command lines that are not plain. */
final class ServeModel implements Callable<Integer> {
    private static final String DESCRIPTION = """
            No configuration is needed; it prints where to publish to and where to play from. Ctrl-C or SIGTERM ends it: \
            what was sent is delivered first.

            An option wins over the environment (MILLRACE_RTMP_PORT=1936), that over the file, that over the defaults. \
            docs/configuration.md lists all there is to set.
            """;

    private static final String EXAMPLES = """
              # something to see, with no other tool than a player
              millrace serve --demo
              ffplay rtmp://localhost/live/demo

              # only those publish who know the key
              millrace serve --publish-key SECRET
              ffmpeg -re -i film.mp4 -c copy -f flv 'rtmp://localhost/live/cam?key=SECRET'
              ffplay rtmp://localhost/live/cam

              # only this machine, with settings from a file
              millrace serve --bind 127.0.0.1 --config millrace.yaml
            """;

    private final Console console;
    private final CommandSpec spec;

    private ServeModel(Console console) {
        this.console = console;
        this.spec = CommandSpec.wrapWithoutInspection(this).name("serve");
    }

    static CommandSpec spec(Console console) {
        CommandSpec spec = new ServeModel(console).spec;
        for (CommandOption option : ServeCommand.OPTIONS) {
            spec.addOption(option(option));
        }
        spec.usageMessage()
                .header("Runs the server.")
                .description(DESCRIPTION.lines().toArray(String[]::new))
                .exitCodeList(ExitCode.table(ExitCode.DONE, ExitCode.FAULT, ExitCode.USAGE))
                .footer(EXAMPLES.lines().toArray(String[]::new));
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> values = ServeCommand.OPTIONS.stream()
                .filter(option -> spec.commandLine().getParseResult().hasMatchedOption(option.name()))
                .collect(Collectors.toMap(CommandOption::name, this::value));
        return ServeCommand.run(new Arguments(values), console).number();
    }

    private String value(CommandOption option) {
        return option.takesValue() ? spec.findOption(option.name()).getValue() : "";
    }

    private static OptionSpec option(CommandOption option) {
        String[] names = option.letter().isEmpty()
                ? new String[] {option.name()}
                : new String[] {option.letter(), option.name()};
        return OptionSpec.builder(names)
                .paramLabel(option.value())
                .type(option.takesValue() ? String.class : boolean.class)
                .description(option.help())
                .build();
    }
}
