package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A console that keeps what a command writes, and is no terminal. */
final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            out,
            new PrintStream(err, true, UTF_8),
            false,
            false,
            Map.of(),
            new Interrupt());

    /** Runs a command line, cut at its blanks. */
    int run(String line) throws InterruptedException {
        return Main.run(line.isEmpty() ? List.of() : List.of(line.split(" ")), console);
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }
}
