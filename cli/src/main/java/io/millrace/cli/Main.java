package io.millrace.cli;

import io.millrace.server.StartException;
import io.millrace.server.config.ConfigException;
import java.io.PrintStream;
import java.util.List;

/**
 * The {@code millrace} command. Exit codes: 0 all went well, 1 a fault of ours, 2 the user can fix it: a wrong option,
 * a wrong key in a file, a port in use. For the last there is a clear line per problem on the error output, and never a
 * stack trace.
 */
public final class Main {
    static final int OK = 0;
    static final int USER_ERROR = 2;

    private static final String HELP = """
            Millrace, a complete RTMP system: publish with OBS or FFmpeg, watch with any RTMP player.

            Usage: millrace COMMAND [OPTIONS]

              serve            run the server; millrace serve --help tells how
              -h, --help       show this text
              -V, --version    show the version

            Start here: millrace serve --demo
            """;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Returns the exit code, and does not return while a server runs. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            String command = arguments.isEmpty() ? "" : arguments.getFirst();
            switch (command) {
                case "serve" -> ServeCommand.run(arguments.subList(1, arguments.size()), out);
                case "-h", "--help", "help" -> out.print(HELP);
                case "-V", "--version" -> out.println("millrace " + version() + ", Java " + Runtime.version());
                case "" -> throw new UsageException("a command is missing (allowed: serve, --help, --version)");
                default ->
                    throw new UsageException("unknown command " + command + " (allowed: serve, --help, --version)");
            }
            return OK;
        } catch (UsageException | ConfigException | StartException e) {
            err.println(e.getMessage());
            return USER_ERROR;
        }
    }

    /** Of the build, as the jar's manifest has it. */
    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
