package io.millrace.server.metrics;

import io.millrace.server.http.Access;
import io.millrace.server.http.Problem;
import io.millrace.server.http.Routes;
import io.millrace.transport.http.HttpExchange;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for {@code /metrics}. Any thread may call. */
public final class MetricsService {
    private static final Logger log = LoggerFactory.getLogger(MetricsService.class);

    private final Access access;
    private final Executor blocking;
    private final Consumer<Exposition> describe;
    private @Nullable Exposition exposition;

    /**
     * Nothing is loaded for it before somebody asks.
     *
     * @param blocking where metrics are collected: with many streams that takes too long for an event loop
     * @param describe adds the metrics there are
     */
    public MetricsService(Access access, Executor blocking, Consumer<Exposition> describe) {
        this.access = access;
        this.blocking = blocking;
        this.describe = describe;
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        routes.add("GET", "/metrics", access.guarded((exchange, variables) -> answer(exchange)));
    }

    private void answer(HttpExchange exchange) {
        try {
            blocking.execute(() -> collect(exchange));
        } catch (RejectedExecutionException e) {
            exchange.respond(Problem.of(503, "The server stops."));
        }
    }

    private void collect(HttpExchange exchange) {
        try {
            exchange.respond(exposition().answer(exchange.request()));
        } catch (Throwable e) { // an error too, or the client would wait for ever
            log.error("metrics cannot be collected", e);
            exchange.respond(Problem.of(500, "Metrics cannot be collected; the log says why."));
        }
    }

    private synchronized Exposition exposition() {
        Exposition made = exposition;
        if (made == null) {
            made = new Exposition();
            describe.accept(made);
            exposition = made;
        }
        return made;
    }
}
