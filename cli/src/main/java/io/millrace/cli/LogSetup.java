package io.millrace.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * The log of the server: one line per event on standard output, from INFO on, written by a thread of its own so that no
 * event loop waits for a terminal or a disk. In code, so that a start has no file to find and parse. The other commands
 * have theirs on the error output, see {@link #toErrors}.
 *
 * <p>A file of one's own replaces it: {@code -Dlogback.configurationFile=...}.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %msg%n";

    private static final String NAME = "millrace";

    /** What may wait for a slow terminal before lines are lost, such as the end of all sessions when a server stops. */
    private static final int QUEUE_LINES = 16_384;

    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(QUEUE_LINES);
        async.setDiscardingThreshold(0);
        async.setNeverBlock(true);
        async.setName(NAME);
        async.addAppender(console(context, "System.out", LINE));
        async.start();

        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(async);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Has the log go to the error output, for commands whose results go to standard output.
     *
     * @param verbosity 0 for warnings only, 1 for what the client does, 2 and more for all there is
     */
    static void toErrors(Console around, int verbosity) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
                || System.getProperty("logback.configurationFile") != null) {
            return;
        }
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAppender(NAME);
        String line = "%d{HH:mm:ss.SSS} %-5level %msg%n" + (verbosity > 1 ? "" : "%nopex");
        var console = console(context, "System.err", around.errIsTerminal() ? Progress.CLEAR_LINE + line : line);
        var level = new ThresholdFilter();
        level.setLevel(verbosity == 0 ? "WARN" : verbosity == 1 ? "DEBUG" : "TRACE");
        level.start();
        console.addFilter(level);
        console.setName(NAME);
        root.addAppender(console);
        if (verbosity > 0) {
            context.getLogger("io.millrace").setLevel(Level.TRACE);
        }
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, String target, String pattern) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();

        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget(target);
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    /** Writes what is still queued. For the very end: later lines are lost. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
