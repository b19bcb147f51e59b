package io.millrace.e2e;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the servers of this JVM have logged; tests tell their lines apart by the address of the peer. */
public final class ServerLog extends AppenderBase<ILoggingEvent> {
    private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
        LINES.add(event.getFormattedMessage());
    }

    static List<String> lines(String containing) {
        return LINES.stream().filter(line -> line.contains(containing)).toList();
    }
}
