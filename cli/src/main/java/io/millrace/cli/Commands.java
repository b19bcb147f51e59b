package io.millrace.cli;

import io.millrace.server.config.Nearest;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands as picocli has them, and what is the same for all: the look of the help, and what a mistake gets. */
final class Commands {
    private static final int WIDTH = 100;

    private final Console console;

    private Commands(Console console) {
        this.console = console;
    }

    /** Runs one and returns its exit code; does not return while a server runs. */
    static int run(List<String> arguments, Console console) {
        CommandLine all = new Commands(console).all();
        return all.execute(meant(arguments, all.getSubcommands().keySet()).toArray(String[]::new));
    }

    /** Takes {@code help} and {@code help COMMAND}, as many programs do. */
    private static List<String> meant(List<String> arguments, Set<String> commands) {
        if (arguments.isEmpty() || !arguments.getFirst().equals("help")) {
            return arguments;
        }
        List<String> meant = new ArrayList<>(arguments.subList(1, arguments.size()));
        if (meant.isEmpty() || commands.contains(meant.getFirst())) {
            meant.add("--help");
        }
        return meant;
    }

    private CommandLine all() {
        CommandLine all = new CommandLine(new MillraceCommand())
                .addSubcommand(ServeModel.spec(console))
                .addSubcommand(new PublishCommand(console))
                .addSubcommand(new PlayCommand(console))
                .addSubcommand(new RelayCommand(console))
                .addSubcommand(new ProbeCommand(console))
                .addSubcommand(new InspectCommand(console))
                .addSubcommand(new BenchCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .setOut(writer(console.out()))
                .setErr(writer(console.err()))
                .setUsageHelpWidth(WIDTH)
                .setColorScheme(Help.defaultColorScheme(console.outColours()))
                .setParameterExceptionHandler((problem, arguments) -> misused(problem))
                .setExecutionExceptionHandler((problem, command, parsed) -> failed(problem, command));
        all.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        lookAlike(all.getCommandSpec());
        all.getSubcommands().values().forEach(command -> lookAlike(command.getCommandSpec()));
        return all;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static void lookAlike(CommandSpec command) {
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text.")
                .build());
        UsageMessageSpec usage = command.usageMessage()
                .synopsisHeading("@|bold Usage:|@ ")
                .parameterListHeading("%n@|bold Arguments:|@%n")
                .optionListHeading("%n@|bold Options:|@%n")
                .commandListHeading("%n@|bold Commands:|@%n")
                .footerHeading("%n@|bold Examples:|@%n")
                .exitCodeListHeading("%n@|bold Exit codes:|@%n")
                .descriptionHeading("%n")
                .sortOptions(false)
                .abbreviateSynopsis(true);
        if (usage.exitCodeList().isEmpty()) {
            usage.exitCodeList(ExitCode.table(ExitCode.values()));
        }
        List<String> sections = new ArrayList<>(usage.sectionKeys());
        List<String> exitCodes = List.of(
                UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING, UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);
        sections.removeAll(exitCodes);
        sections.addAll(exitCodes); // at the end: few look for them
        usage.sectionKeys(sections);
    }

    /** One line: what is wrong, what was probably meant, where to read on. */
    private int misused(ParameterException problem) {
        String what = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched)
                : String.valueOf(problem.getMessage()).replaceAll("\\R", " ");
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println(what + "; " + command + " --help tells more");
        return ExitCode.USAGE.number();
    }

    private static String unmatched(UnmatchedArgumentException problem) {
        CommandLine command = problem.getCommandLine();
        // A value stays out of the message and of the comparison: it may be a key, mistyped or not.
        String name = problem.getUnmatched().getFirst().replaceFirst("^(--[^=]+)=.*", "$1");
        String kind;
        Set<String> allowed;
        if (problem.isUnknownOption() && isOfCommands(name, command)) {
            return "option " + name + " goes behind the command";
        }
        if (problem.isUnknownOption()) {
            kind = "unknown option ";
            allowed = longNames(command.getCommandSpec());
        } else if (command.getSubcommands().isEmpty()) {
            kind = "unexpected argument ";
            allowed = Set.of();
        } else {
            kind = "unknown command ";
            allowed = command.getSubcommands().keySet();
        }
        return kind
                + name
                + Nearest.of(name, allowed)
                        .map(nearest -> " (did you mean " + nearest + "?)")
                        .orElse("");
    }

    private static boolean isOfCommands(String name, CommandLine all) {
        String option = name.matches("-v+") ? "-v" : name;
        return all.getSubcommands().values().stream()
                .anyMatch(command -> command.getCommandSpec().optionsMap().containsKey(option));
    }

    private static Set<String> longNames(CommandSpec command) {
        return command.optionsMap().keySet().stream()
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.toSet());
    }

    private int failed(Exception problem, CommandLine command) {
        if (console.interrupt().requested()) {
            return ExitCode.INTERRUPTED.number(); // what fails now fails because of that
        }
        Failure failure = Failure.of(problem);
        console.err().println(failure.sentence());
        if (command.getCommand() instanceof ClientCommand client && client.showsStackTraces()) {
            problem.printStackTrace(console.err());
        }
        return failure.code().number();
    }
}
