package io.millrace.server.http;

import io.millrace.transport.http.HttpRequest;
import java.util.Map;

/**
 * Whose pages may play: {@code http.allowed-origin}.
 *
 * @param configured any, an origin, or empty for none but ours
 */
public record AllowedOrigin(String configured) {
    static final String HEADER = "Access-Control-Allow-Origin";

    private static final String ANY = "any";

    /** Whether a page may open a WebSocket, which no browser keeps it from: one of ours, or of those that may play. */
    public boolean allows(HttpRequest request) {
        String origin = request.header("origin").orElse("");
        String own = (request.tls() ? "https://" : "http://")
                + request.header("host").orElse("");
        return origin.isEmpty() || configured.equals(ANY) || origin.equals(configured) || origin.equals(own);
    }

    /** Says so in the head of an answer. */
    public void addTo(Map<String, String> headers) {
        if (!configured.isEmpty()) {
            headers.put(HEADER, configured.equals(ANY) ? "*" : configured);
        }
    }
}
