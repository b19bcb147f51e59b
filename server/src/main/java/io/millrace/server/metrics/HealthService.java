package io.millrace.server.metrics;

import io.millrace.bytes.Bytes;
import io.millrace.server.http.Routes;
import io.millrace.transport.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Tells who runs the server whether it works ({@code /health}), and whether to send it more clients ({@code /ready}). Anybody may
 * ask: the answers say nothing else. Any thread may call.
 */
public final class HealthService {
    /** An event loop that is later than this hangs. */
    private static final Duration HANGING = Duration.ofSeconds(3);

    private final Supplier<Duration> lateness;
    private volatile boolean draining;

    /**
     * Of a server that accepts clients.
     *
     * @param lateness of the event loop that is the latest
     */
    public HealthService(Supplier<Duration> lateness) {
        this.lateness = lateness;
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        routes.add("GET", "/health", (exchange, variables) -> exchange.respond(status(200, "ok")));
        routes.add("GET", "/ready", (exchange, variables) -> exchange.respond(readiness()));
    }

    /** From now on it takes no more clients. */
    public void drain() {
        draining = true;
    }

    /** Whether it takes no more clients. */
    public boolean draining() {
        return draining;
    }

    HttpResponse readiness() {
        if (draining) {
            return status(503, "draining");
        }
        return lateness.get().compareTo(HANGING) > 0
                ? status(503, "an event loop does not respond")
                : status(200, "ready");
    }

    private static HttpResponse status(int code, String status) {
        return HttpResponse.of(code, "application/json", Bytes.utf8("{\"status\":\"" + status + "\"}\n"))
                .with("Cache-Control", "no-store");
    }
}
