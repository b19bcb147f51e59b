package io.millrace.transport.http;

import io.millrace.bytes.Bytes;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client asks for.
 *
 * @param method as sent, mostly in capitals
 * @param path decoded; it begins with a slash, and no part of it is empty but the last, or is {@code .} or {@code ..}
 * @param query parameters, decoded; of those given twice the first
 * @param headers by their names in lower case; of those sent twice all values, separated by commas
 * @param client who asks, or, behind a trusted proxy, for whom
 * @param tls whether it came through TLS
 */
public record HttpRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        InetSocketAddress client,
        boolean tls,
        Bytes body) {
    /** A coding of that name, whose quality is not 0. */
    private static final Pattern GZIP = Pattern.compile("(?i)(^|[\\s,])gzip\\s*+(?!;\\s*q=0(\\.0*)?\\s*(,|$))");

    public HttpRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /**
     * One of the headers.
     *
     * @param name in lower case
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Whether it asks for the headers of an answer alone. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** Of the version that there is [RFC6455]. */
    public boolean wantsWebSocket() {
        return method.equals("GET")
                && header("upgrade").filter("websocket"::equalsIgnoreCase).isPresent()
                && header("sec-websocket-version").filter("13"::equals).isPresent()
                && header("sec-websocket-key").isPresent();
    }

    /** Whether the client reads gzip. */
    public boolean acceptsGzip() {
        return GZIP.matcher(header("accept-encoding").orElse("")).find();
    }
}
