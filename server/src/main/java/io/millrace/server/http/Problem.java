package io.millrace.server.http;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpResponse;
import java.util.Map;

/** Answers to requests that are not done, all of the same form [RFC9457]. */
public final class Problem {
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    private Problem() {}

    /**
     * Says so in JSON: {@code title}, {@code status} and {@code detail}.
     *
     * @param detail what is wrong, and what to do about it; what is no printable ASCII in it is replaced
     */
    public static HttpResponse of(int status, String detail) {
        String json = "{\"title\":\"" + TITLES.getOrDefault(status, "Error") + "\",\"status\":" + status
                + ",\"detail\":\"" + escaped(detail) + "\"}\n";
        return HttpResponse.of(status, "application/problem+json", Bytes.utf8(json))
                .with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff");
    }

    private static String escaped(String text) {
        return text.replaceAll("[^ -~]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
