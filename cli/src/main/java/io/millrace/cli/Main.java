package io.millrace.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The {@code millrace} command. {@code serve} has a way of its own as long as its arguments are plain: it needs no class of
 * picocli, and starts in half the time (docs/adr/0006-picocli-beside-serve.md).
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        Console console = Console.system();
        console.interrupt().listen();
        int code = run(List.of(arguments), console);
        console.interrupt().ended();
        System.exit(code);
    }

    /** Returns the exit code, and does not return while a server runs. */
    public static int run(List<String> arguments, Console console) throws InterruptedException {
        int code = command(arguments, console);
        IOException lost = console.media().failure();
        boolean isUntold = code == ExitCode.DONE.number() || code == ExitCode.INTERRUPTED.number();
        if (lost == null || !isUntold) {
            return code;
        }
        console.err().println("standard output: " + lost.getMessage());
        return ExitCode.FILE.number();
    }

    private static int command(List<String> arguments, Console console) throws InterruptedException {
        if (!arguments.isEmpty() && arguments.getFirst().equals("serve")) {
            Optional<Arguments> plain = Arguments.plain(arguments.subList(1, arguments.size()), ServeCommand.OPTIONS);
            if (plain.isPresent()) {
                return ServeCommand.run(plain.get(), console).number();
            }
        }
        return Commands.run(arguments, console);
    }
}
