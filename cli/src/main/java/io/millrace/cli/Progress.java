package io.millrace.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a command shows of itself while it runs, on the error output: on a terminal one line that is written anew twice a
 * second; elsewhere a line every ten seconds, and one when the state changes. Quiet, it shows nothing.
 */
final class Progress implements AutoCloseable {
    private static final long TICK_MILLIS = 500;
    private static final int TICKS_PER_LINE = 20;

    /** Back to the beginning of the line, and nothing on it. */
    static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream err;
    private final boolean terminal;
    private final Supplier<Status> status;
    private final Supplier<List<String>> news;
    private final ScheduledExecutorService clock;
    private String shownState = "";
    private int ticksSinceLine;

    /**
     * How things stand, in less than a terminal's width together.
     *
     * @param state a word or a few, such as {@code publishing}
     * @param figures what changes all the time
     */
    record Status(String state, String figures) {
        @Override
        public String toString() {
            return state + "  " + figures;
        }
    }

    private Progress(Console console, Supplier<Status> status, Supplier<List<String>> news) {
        this.err = console.err();
        this.terminal = console.errIsTerminal();
        this.status = status;
        this.news = news;
        this.clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory());
    }

    /**
     * Begins to show.
     *
     * @param status asked on a thread of its own
     */
    static Progress start(Console console, boolean quiet, Supplier<Status> status) {
        return start(console, quiet, status, List::of);
    }

    /**
     * The same with news, each of which is a line that stays.
     *
     * @param news since it was asked before, which is on the same thread
     */
    static Progress start(Console console, boolean quiet, Supplier<Status> status, Supplier<List<String>> news) {
        var progress = new Progress(console, status, news);
        if (!quiet) {
            progress.clock.scheduleAtFixedRate(progress::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return progress;
    }

    /** Half a second has passed. */
    void tick() {
        for (String line : news.get()) {
            err.println((terminal ? CLEAR_LINE : "") + line);
        }
        Status now = status.get();
        if (terminal) {
            err.print(CLEAR_LINE + now);
            err.flush();
            return;
        }
        ticksSinceLine++;
        if (ticksSinceLine == TICKS_PER_LINE || !now.state.equals(shownState)) {
            err.println(now);
            shownState = now.state;
            ticksSinceLine = 0;
        }
    }

    /** Shows no more; the line on a terminal is gone. */
    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
