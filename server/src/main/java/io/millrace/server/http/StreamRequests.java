package io.millrace.server.http;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Decision;
import io.millrace.transport.LogText;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may have a stream by HTTP, and what the others are told. Any thread may call. */
public final class StreamRequests {
    private static final Logger log = LoggerFactory.getLogger(StreamRequests.class);

    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9, -]{1,1000}");

    private final Authorization authorization;
    private final Predicate<String> openApplications;
    private final AllowedOrigin allowedOrigin;
    private final LongAdder refused = new LongAdder();

    /**
     * Decides as {@code authorization} does for players of RTMP.
     *
     * @param openApplications those whose viewers need not connect as RTMP has it
     */
    public StreamRequests(
            Authorization authorization, Predicate<String> openApplications, AllowedOrigin allowedOrigin) {
        this.authorization = authorization;
        this.openApplications = openApplications;
        this.allowedOrigin = allowedOrigin;
    }

    /**
     * Runs {@code then} on the exchange's loop if its client may play the stream; else answers that it may not.
     *
     * @param name application and stream
     * @param parameters that belong to the stream, such as keys
     */
    public void admit(HttpExchange exchange, String name, Map<String, String> parameters, Consumer<StreamPath> then) {
        StreamPath path;
        try {
            path = new StreamPath(name, parameters);
        } catch (ProtocolException e) {
            refuse(exchange, 400, String.valueOf(e.getMessage()));
            return;
        }
        if (!openApplications.test(path.application())) {
            refuse(exchange, 403, "This application is for players of RTMP.");
            return;
        }
        var unused = authorization
                .ask(Action.PLAY, path, exchange.request().client())
                .thenAcceptAsync(
                        decision -> {
                            if (decision instanceof Decision.Deny(String reason)) {
                                logRefusal(exchange, path, reason);
                                refuse(exchange, 403, "This is not allowed (is the key right?).");
                            } else {
                                then.accept(path);
                            }
                        },
                        exchange.loop())
                .exceptionally(fault -> {
                    log.error("{}: a fault of ours", path.path(), fault);
                    refuse(exchange, 500, "The server has failed.");
                    return null;
                });
    }

    /** Whether the client of a request may play that stream too. The stage never fails. */
    public CompletionStage<Boolean> allows(HttpExchange exchange, StreamPath path) {
        if (!openApplications.test(path.application())) {
            return CompletableFuture.completedFuture(false);
        }
        return authorization
                .ask(Action.PLAY, path, exchange.request().client())
                .thenApply(decision -> !(decision instanceof Decision.Deny));
    }

    /** Tells that as many play as may. */
    public void refuseFull(HttpExchange exchange, StreamPath path, String reason) {
        logRefusal(exchange, path, reason);
        refuse(exchange, 503, "There are too many players.");
    }

    private static void logRefusal(HttpExchange exchange, StreamPath path, String reason) {
        log.info("{}: may not play {}: {}", LogText.of(exchange.request().client()), path.path(), reason);
    }

    /** Answers that it cannot be had. */
    public void refuse(HttpExchange exchange, int status, String reason) {
        exchange.respond(refusal(exchange, status, reason));
    }

    /** The answer that it cannot be had, which is to be given. */
    public HttpResponse refusal(HttpExchange exchange, int status, String reason) {
        refused.increment();
        log.debug(
                "{}: {}: {}",
                LogText.of(exchange.request().client()),
                LogText.of(exchange.request().path()),
                reason);
        HttpResponse response = Problem.of(status, reason);
        Map<String, String> headers = new LinkedHashMap<>(response.headers());
        allowedOrigin.addTo(headers); // a page may read why
        return new HttpResponse(status, headers, response.body(), Optional.empty());
    }

    /** Requests that were refused since the start. */
    public LongAdder refused() {
        return refused;
    }

    /** Headers of media and playlists, with those that let pages of other sites have them. */
    public Map<String, String> headers(String contentType, String cacheControl) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", cacheControl);
        allowedOrigin.addTo(headers);
        return headers;
    }

    /** Whether the page that asks may have a WebSocket. */
    public boolean allowsSocket(HttpExchange exchange) {
        return allowedOrigin.allows(exchange.request());
    }

    /** Has {@code handler} asked for media or playlists, and tells browsers that ask beforehand whether a page may. */
    public void route(Routes routes, String pattern, Routes.Handler handler) {
        routes.add("GET", pattern, handler);
        routes.add("OPTIONS", pattern, (exchange, variables) -> exchange.respond(preflight(exchange)));
    }

    /** As Fetch has it: which methods and headers a page of another site may send. None of these headers is looked at. */
    private HttpResponse preflight(HttpExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Allow", "GET, HEAD, OPTIONS");
        allowedOrigin.addTo(headers);
        if (headers.containsKey(AllowedOrigin.HEADER)) {
            headers.put("Access-Control-Allow-Methods", "GET, HEAD");
            headers.put("Access-Control-Max-Age", "7200"); // longer than browsers keep it
            exchange.request()
                    .header("access-control-request-headers")
                    .filter(names -> HEADER_NAMES.matcher(names).matches())
                    .ifPresent(names -> headers.put("Access-Control-Allow-Headers", names));
        }
        return new HttpResponse(204, headers, List.of(), Optional.empty());
    }

    /** Adds to headers what lets pages of other sites have it. */
    public void allowOrigin(Map<String, String> headers) {
        allowedOrigin.addTo(headers);
    }
}
