package io.millrace.server.http;

import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives each request to who handles its path. Filled by one thread, and not changed any more when the first request comes; then
 * any thread may ask.
 */
public final class Routes implements HttpHandler {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(\\.\\.\\.)?}");

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

    private record Route(String method, Pattern path, List<String> variables, Handler handler) {
        Map<String, String> read(Matcher matched) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < variables.size(); i++) {
                values.put(variables.get(i), matched.group(i + 1));
            }
            return values;
        }
    }

    /**
     * Of several that fit a request the one added first counts.
     *
     * @param method GET stands for HEAD too
     * @param pattern a path in which <code>{name}</code> stands for a part without slashes, and <code>{name...}</code> for all
     *     that is there
     */
    public Routes add(String method, String pattern, Handler handler) {
        List<String> variables = new ArrayList<>();
        var regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(pattern);
        int literal = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(pattern.substring(literal, variable.start())));
            regex.append(variable.group(2) == null ? "([^/]+)" : "(.+)");
            variables.add(variable.group(1));
            literal = variable.end();
        }
        regex.append(Pattern.quote(pattern.substring(literal)));
        all.add(new Route(method, Pattern.compile(regex.toString()), List.copyOf(variables), handler));
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) {
        String asked = exchange.request().isHead() ? "GET" : exchange.request().method();
        Set<String> others = new LinkedHashSet<>();
        for (Route route : all) {
            Matcher matcher = route.path().matcher(exchange.request().path());
            if (matcher.matches()) {
                if (route.method().equals(asked)) {
                    route.handler().handle(exchange, route.read(matcher));
                    return;
                }
                others.add(route.method());
            }
        }
        if (others.isEmpty()) {
            exchange.respond(Problem.of(404, "There is nothing at this address."));
        } else {
            exchange.respond(Problem.of(405, "Not with this method.").with("Allow", String.join(", ", others)));
        }
    }
}
