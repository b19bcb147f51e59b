package io.millrace.server.http;

import io.millrace.server.config.Carriers;
import io.millrace.server.config.Secret;
import io.millrace.server.config.ServerConfig;
import io.millrace.transport.Carrier;
import io.millrace.transport.RareLog;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Who may look into the server and steer it. With a token, who has it. Without one, those on this machine: nobody else can
 * connect, no proxy that says it is one passes on what strangers ask, and no page that a browser here shows pretends to be ours. Any thread may
 * call it.
 */
public final class Access {
    private static final Logger log = LoggerFactory.getLogger(Access.class);

    /** Literals, since a name that means a loopback address may mean another one a moment later. */
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private static final List<String> FORWARDING = List.of(
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-forwarded-server",
            "x-real-ip");

    private static final String BEARER = "bearer ";

    private final Secret token;
    private final @Nullable String open; // the key of an address that is not of this machine alone
    private final AccessCounters counters = new AccessCounters();
    private final RareLog unauthorized =
            new RareLog(log, Level.WARN, "no or a wrong api.token from", counters.unauthorized);
    private final RareLog forbidden =
            new RareLog(log, Level.WARN, "refused a request to the API from", counters.forbidden);

    /** As {@code api.token} and the addresses of HTTP in {@code config} say. */
    public Access(ServerConfig config) {
        this.token = config.api().token();
        this.open = openAddress(config);
    }

    /** Only for those who may. */
    public Routes.Handler guarded(Routes.Handler handler) {
        return (exchange, variables) -> {
            Optional<HttpResponse> refusal = refuse(exchange.request());
            if (refusal.isPresent()) {
                exchange.respond(refusal.get());
            } else {
                handler.handle(exchange, variables);
            }
        };
    }

    /** What a request is answered that may not be; empty if it may. */
    public Optional<HttpResponse> refuse(HttpRequest request) {
        if (token.isSet()) {
            if (!hasToken(request)) {
                unauthorized.count(request.client().getAddress(), request.method() + " " + request.path());
                return Optional.of(Problem.of(401, "The token is needed (api.token), as Authorization: Bearer TOKEN.")
                        .with("WWW-Authenticate", "Bearer"));
            }
        } else {
            Optional<String> stranger = stranger(request);
            if (stranger.isPresent()) {
                return Optional.of(forbidden(request, stranger.get()));
            }
        }
        if (!isOwnOrigin(request)) {
            return Optional.of(forbidden(request, "Pages of other sites may not use this."));
        }
        return changes(request) && !request.body().isEmpty() && !isJson(request)
                ? Optional.of(Problem.of(415, "A body is needed in JSON, with Content-Type: application/json."))
                : Optional.empty();
    }

    public AccessCounters counters() {
        return counters;
    }

    private HttpResponse forbidden(HttpRequest request, String reason) {
        forbidden.count(request.client().getAddress(), reason);
        return Problem.of(403, reason);
    }

    private boolean hasToken(HttpRequest request) {
        String given = request.header("authorization").orElse("");
        return given.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && token.matches(given.substring(BEARER.length()).strip());
    }

    /** Why this may be no one on this machine, where no token is needed. */
    private Optional<String> stranger(HttpRequest request) {
        if (open != null) {
            return Optional.of("Set api.token: " + open
                    + " is no loopback address, so a token is needed to tell who may use this.");
        } else if (!request.client().getAddress().isLoopbackAddress()) {
            return Optional.of("Set api.token to use this from another machine.");
        }
        Optional<String> forwarding =
                FORWARDING.stream().filter(request.headers()::containsKey).findFirst();
        if (forwarding.isPresent()) {
            return Optional.of(
                    "Set api.token: this came through a proxy (" + forwarding.get() + "), for whom is not known.");
        } else if (!LOOPBACK_HOST.matcher(request.header("host").orElse("")).matches()) {
            return Optional.of("Set api.token to use another name than localhost, 127.0.0.1 or [::1] for this.");
        }
        return Optional.empty();
    }

    /** Browsers say which site's page sends a request, and that cannot be left out or be another's. */
    private static boolean isOwnOrigin(HttpRequest request) {
        String host = request.header("host").orElse("");
        return request.header("origin")
                .map(origin -> origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host))
                .orElse(true);
    }

    private static boolean changes(HttpRequest request) {
        return !request.method().equals("GET") && !request.isHead();
    }

    /** A form of another site cannot be. */
    private static boolean isJson(HttpRequest request) {
        String type = request.header("content-type").orElse("").split(";", 2)[0];
        return type.strip().equalsIgnoreCase("application/json");
    }

    private static @Nullable String openAddress(ServerConfig config) {
        if (config.http().enabled() && !isLoopback(config.http().bind())) {
            return "http.bind";
        } else if (hasHttp(config.rtmp().carriers())
                && !isLoopback(config.rtmp().bind())) {
            return "rtmp.bind";
        }
        return config.listeners().entrySet().stream()
                .filter(listener -> hasHttp(listener.getValue().carriers())
                        && !isLoopback(listener.getValue().bind()))
                .map(listener -> "listeners." + listener.getKey() + ".bind")
                .findFirst()
                .orElse(null);
    }

    private static boolean hasHttp(Carriers carriers) {
        return carriers.named().contains(Carrier.HTTP) || carriers.named().contains(Carrier.HTTPS);
    }

    private static boolean isLoopback(String bind) {
        var address = new InetSocketAddress(bind, 0);
        return !bind.isEmpty()
                && !address.isUnresolved()
                && address.getAddress().isLoopbackAddress();
    }
}
