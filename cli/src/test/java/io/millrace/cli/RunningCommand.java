package io.millrace.cli;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A command on a thread of its own, until it ends or somebody presses Ctrl-C. */
final class RunningCommand {
    private final TestConsole console;
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    private RunningCommand(InputStream in, String... arguments) {
        console = new TestConsole(in);
        Thread.ofPlatform().name(arguments[0]).daemon().start(() -> {
            try {
                code.complete(Main.run(List.of(arguments), console.console()));
            } catch (Throwable e) {
                code.completeExceptionally(e);
            }
        });
    }

    /** Starts one with nothing on its standard input. */
    static RunningCommand start(String... arguments) {
        return new RunningCommand(InputStream.nullInputStream(), arguments);
    }

    static RunningCommand startWith(InputStream in, String... arguments) {
        return new RunningCommand(in, arguments);
    }

    void pressCtrlC() {
        console.console().interrupt().request();
    }

    /** Waits for its end, and returns its exit code. */
    int code() {
        return code.join();
    }

    /** Waits until its results have {@code text}. */
    void awaitOut(String text) {
        Awaitility.await(text).until(() -> out().contains(text));
    }

    /** Waits until it has said {@code text} on its error output. */
    void awaitErr(String text) {
        Awaitility.await(text).until(() -> err().contains(text));
    }

    String out() {
        return console.out();
    }

    /** The standard output as it is. */
    byte[] media() {
        return console.media();
    }

    String err() {
        return console.err();
    }
}
