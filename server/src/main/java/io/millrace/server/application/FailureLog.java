package io.millrace.server.application;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an application has thrown what it should not: a client can make it do so again and again. Any thread may call. */
final class FailureLog {
    private static final Logger log = LoggerFactory.getLogger(FailureLog.class);

    /** Of one client; more is for the debug log. */
    private static final int MAX_TRACES = 5;

    private final Client client;
    private final AtomicInteger traces = new AtomicInteger();

    FailureLog(Client client) {
        this.client = client;
    }

    void failed(String at, Throwable thrown) {
        if (traces.getAndUpdate(count -> Math.min(count + 1, MAX_TRACES)) < MAX_TRACES) {
            log.error("{}: the application failed at {}", client, at, thrown);
        } else {
            log.debug("{}: the application failed at {}", client, at, thrown);
        }
    }
}
