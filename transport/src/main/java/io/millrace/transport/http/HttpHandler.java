package io.millrace.transport.http;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers now or later, once. Called on the exchange's event loop: it must not wait. What it throws is answered with 500.
     */
    void handle(HttpExchange exchange);
}
