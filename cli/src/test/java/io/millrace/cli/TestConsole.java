package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A console that keeps what a command writes. */
final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;

    private TestConsole(InputStream in, boolean isTerminal, Map<String, String> environment) {
        console = console(in, out, isTerminal, environment);
    }

    /** The standard output fails. */
    TestConsole(OutputStream broken) {
        console = console(InputStream.nullInputStream(), broken, false, Map.of());
    }

    private Console console(
            InputStream in, OutputStream standardOutput, boolean isTerminal, Map<String, String> environment) {
        var media = new PipeOutput(standardOutput);
        return new Console(
                in,
                new PrintStream(media, true, UTF_8),
                media,
                new PrintStream(err, true, UTF_8),
                isTerminal,
                isTerminal,
                environment,
                new Interrupt());
    }

    /** Both outputs are pipes. */
    TestConsole() {
        this(InputStream.nullInputStream());
    }

    /** Both outputs are pipes, and the input is {@code in}. */
    TestConsole(InputStream in) {
        this(in, false, Map.of());
    }

    /** Both outputs are terminals. */
    static TestConsole terminal(Map<String, String> environment) {
        return new TestConsole(InputStream.nullInputStream(), true, environment);
    }

    /** Runs a command line, cut at its blanks. */
    int run(String line) throws InterruptedException {
        return Main.run(line.isEmpty() ? List.of() : List.of(line.split(" ")), console);
    }

    Console console() {
        return console;
    }

    String out() {
        return out.toString(UTF_8);
    }

    /** The same as bytes. */
    byte[] media() {
        return out.toByteArray();
    }

    String err() {
        return err.toString(UTF_8);
    }
}
