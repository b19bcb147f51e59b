package io.millrace.server.http;

import java.util.Map;

/**
 * Whose pages may play: {@code http.allowed-origin}.
 *
 * @param configured any, an origin, or empty for none but ours
 */
public record AllowedOrigin(String configured) {
    private static final String ANY = "any";

    /** Says so in the head of an answer. */
    public void addTo(Map<String, String> headers) {
        if (!configured.isEmpty()) {
            headers.put("Access-Control-Allow-Origin", configured.equals(ANY) ? "*" : configured);
        }
    }
}
