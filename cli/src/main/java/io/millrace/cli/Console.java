package io.millrace.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * What a command has around it.
 *
 * @param in waiting for it can be interrupted, which {@code System.in} does not allow
 * @param out for results as text; what goes wrong with it is known to {@code media}
 * @param media the same standard output, for media
 * @param err for all else: progress, log, problems
 * @param outIsTerminal whether a person sees the output as it is
 * @param errIsTerminal whether a person sees the progress, and lines can be rewritten
 */
public record Console(
        InputStream in,
        PrintStream out,
        PipeOutput media,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment,
        Interrupt interrupt) {
    /** Which of the descriptors 1 and 2 are terminals; the launcher sets it, since Java cannot tell them apart. */
    private static final String TERMINALS = "millrace.terminals";

    static Console system() {
        String terminals = System.getProperty(TERMINALS, "");
        var out = new PipeOutput(new FileOutputStream(FileDescriptor.out));
        return new Console(
                Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
                new PrintStream(out, true, System.out.charset()),
                out,
                System.err,
                terminals.contains("1"),
                terminals.contains("2"),
                System.getenv(),
                new Interrupt());
    }

    /** Whether results are coloured. */
    Ansi outColours() {
        return colours(outIsTerminal);
    }

    /** Whether problems are coloured. */
    Ansi errColours() {
        return colours(errIsTerminal);
    }

    /** {@code NO_COLOR} in the environment forbids them, as is custom (no-color.org), and so does a terminal that has none. */
    private Ansi colours(boolean terminal) {
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return Ansi.valueOf(terminal && wanted);
    }
}
