package io.millrace.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One external program: started, watched and, whatever happens, ended. Every wait has a limit, and every failure shows
 * the command and the last lines the program logged. Any thread may call any method.
 */
public final class Program implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LOG_LINES_KEPT = 400;
    private static final int LOG_LINES_SHOWN = 40;

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-test-programs"));
    }

    private final List<String> command;
    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final Deque<String> log = new ArrayDeque<>();
    private final List<Thread> readers;

    private Program(List<String> command) {
        this.command = List.copyOf(command);
        try {
            process = new ProcessBuilder(this.command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
        var unused = process.onExit().thenRun(() -> RUNNING.remove(process));
        readers = List.of(
                reader(() -> read(process.getInputStream(), this::addOutput)),
                reader(() -> read(process.getErrorStream(), this::addLog)));
    }

    /** Of the platform: who waits for a pipe keeps a processor from the virtual threads of the server under test. */
    private static Thread reader(Runnable reading) {
        return Thread.ofPlatform().daemon().start(reading);
    }

    /** Starts {@code command} in the background, with nothing on its standard input. */
    public static Program start(List<String> command) {
        var program = new Program(command);
        try {
            program.process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program;
    }

    /** The same with {@code line} on its standard input, which then stays open. */
    public static Program startAndType(List<String> command, String line) {
        var program = new Program(command);
        try {
            program.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            program.process.getOutputStream().flush();
        } catch (IOException e) {
            program.close();
            throw new UncheckedIOException(e);
        }
        return program;
    }

    /** Runs {@code command} to its end and returns its standard output; anything but exit status 0 fails the test. */
    public static List<String> run(List<String> command) {
        try (var program = start(command)) {
            return program.succeed();
        }
    }

    /** Waits for exit status 0 and returns the lines of the standard output. */
    public List<String> succeed() {
        int status = exitStatus();
        if (status != 0) {
            throw failure("ended with status " + status);
        }
        return output();
    }

    /** Waits for the end and returns the exit status, for programs that count a normal end of stream as an error. */
    public int exitStatus() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("did not end within " + LIMIT.toSeconds() + " s");
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was being waited for when the test was interrupted");
        }
    }

    /** Waits until the program has logged a line that contains {@code text}. */
    public Program awaitLog(String text) {
        await(() -> log.stream().anyMatch(line -> line.contains(text)), "log \"" + text + "\"");
        return this;
    }

    /** Waits until the program has printed a line that contains {@code text} on its standard output. */
    public Program awaitOutput(String text) {
        await(() -> output.stream().anyMatch(line -> line.contains(text)), "print \"" + text + "\"");
        return this;
    }

    /** Waits until the program has printed {@code lines} lines on its standard output. */
    public Program awaitOutput(int lines) {
        await(() -> output.size() >= lines, "print " + lines + " lines");
        return this;
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || readers.stream().noneMatch(Thread::isAlive)) {
                throw failure("did not " + what);
            }
            try {
                // In slices, since the end of a reader notifies nobody.
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure("was interrupted before it could " + what);
            }
        }
    }

    /** What the program has printed on its standard output so far, line by line. */
    public synchronized List<String> output() {
        return List.copyOf(output);
    }

    /** The last lines the program has logged on its standard error so far. */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** The number by which the operating system knows it. */
    public long pid() {
        return process.pid();
    }

    /** Ends the program, and those it started, as a crash or a pulled cable would: at once, with no farewell. */
    public void crash() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    @Override
    public void close() {
        crash();
    }

    private AssertionError failure(String what) {
        List<String> lines = log();
        List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return new AssertionError(String.join(" ", command) + "\n" + what + "; it logged:\n" + String.join("\n", tail));
    }

    private static void read(InputStream stream, LineSink sink) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sink.add(line);
            }
        } catch (IOException e) {
            sink.add("(reading the output failed: " + e + ")");
        }
    }

    private synchronized void addOutput(String line) {
        output.add(line);
        notifyAll();
    }

    private synchronized void addLog(String line) {
        if (log.size() == LOG_LINES_KEPT) {
            log.removeFirst();
        }
        log.addLast(line);
        notifyAll();
    }

    private interface LineSink {
        void add(String line);
    }
}
