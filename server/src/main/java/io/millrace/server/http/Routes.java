package io.millrace.server.http;

import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpHandler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each request to who handles its path. Filled by one thread, and not changed any more when the first request comes; then
 * any thread may ask.
 */
public final class Routes implements HttpHandler {
    private static final String GET = "GET";

    private final List<Route> all = new ArrayList<>();

    /** Without any. */
    public Routes() {}

    /** Answers requests of one kind. */
    @FunctionalInterface
    public interface Handler {
        /**
         * As {@link HttpHandler#handle}.
         *
         * @param variables what stands in the path for the variables of the pattern
         */
        void handle(HttpExchange exchange, Map<String, String> variables);
    }

    private record Route(String method, RoutePattern path, Handler handler) {}

    /**
     * Of several that fit a request the one added first counts.
     *
     * @param method GET stands for HEAD too
     * @param pattern a path in which <code>{name}</code> stands for a part without slashes, and <code>{name...}</code> for all
     *     that is there; behind that may be the ending of its last part, and more parts
     */
    public Routes add(String method, String pattern, Handler handler) {
        all.add(new Route(method, RoutePattern.of(pattern), handler));
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) {
        String asked = exchange.request().isHead() ? GET : exchange.request().method();
        List<String> parts = RoutePattern.parts(exchange.request().path());
        Set<String> others = new LinkedHashSet<>();
        for (Route route : all) {
            Optional<Map<String, String>> variables = route.path().match(parts);
            if (variables.isPresent()) {
                if (route.method().equals(asked)) {
                    route.handler().handle(exchange, variables.get());
                    return;
                }
                others.add(route.method().equals(GET) ? "GET, HEAD" : route.method());
            }
        }
        if (others.isEmpty()) {
            exchange.respond(Problem.of(404, "There is nothing at this address."));
        } else {
            exchange.respond(Problem.of(405, "Not with this method.").with("Allow", String.join(", ", others)));
        }
    }
}
