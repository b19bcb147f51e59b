package io.millrace.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What one class logs, line by line, with the level in front. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private LogLines(Class<?> type) {
        logger = (Logger) LoggerFactory.getLogger(type);
    }

    static LogLines of(Class<?> type) {
        var lines = new LogLines(type);
        lines.start();
        lines.logger.addAppender(lines);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getLevel() + " " + event.getFormattedMessage());
    }

    /** The next line that nobody has asked for yet; waits for it. */
    String next() throws InterruptedException {
        String line = lines.poll(1, TimeUnit.MINUTES);
        assertThat(line).as("a line in the log").isNotNull();
        return line;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
