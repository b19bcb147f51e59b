package io.millrace.server.http;

import io.millrace.server.config.Carriers;
import io.millrace.server.config.Secret;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.http.AccessCounters.Reason;
import io.millrace.transport.Carrier;
import io.millrace.transport.RareLog;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    private final Map<Reason, RareLog> refusals = new EnumMap<>(Reason.class);

    /** As {@code api.token} and the addresses of HTTP in {@code config} say. */
    public Access(ServerConfig config) {
        this.token = config.api().token();
        this.open = openAddress(config);
        for (Reason reason : Reason.values()) {
            String what = reason == Reason.TOKEN ? "no or a wrong api.token from" : "refused a request to the API from";
            refusals.put(reason, new RareLog(log, Level.WARN, what, counters.refused(reason)));
        }
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
                count(Reason.TOKEN, request, request.method() + " " + request.path());
                return Optional.of(Problem.of(401, "The token is needed (api.token), as Authorization: Bearer TOKEN.")
                        .with("WWW-Authenticate", "Bearer"));
            }
        } else {
            Optional<HttpResponse> refusal = refuseStranger(request);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (!isOwnOrigin(request)) {
            return refused(403, Reason.ORIGIN, request, "Pages of other sites may not use this.");
        }
        return changes(request) && !request.body().isEmpty() && !isJson(request)
                ? refused(
                        415,
                        Reason.CONTENT_TYPE,
                        request,
                        "A body is needed in JSON, with Content-Type: application/json.")
                : Optional.empty();
    }

    public AccessCounters counters() {
        return counters;
    }

    private Optional<HttpResponse> refused(int status, Reason reason, HttpRequest request, String detail) {
        count(reason, request, detail);
        return Optional.of(Problem.of(status, detail));
    }

    private void count(Reason reason, HttpRequest request, String detail) {
        Objects.requireNonNull(refusals.get(reason)).count(request.client().getAddress(), detail);
    }

    private boolean hasToken(HttpRequest request) {
        String given = request.header("authorization").orElse("");
        return given.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && token.matches(given.substring(BEARER.length()).strip());
    }

    /** For where no token is needed: who may be no one on this machine. */
    private Optional<HttpResponse> refuseStranger(HttpRequest request) {
        if (open != null) {
            return refused(
                    403,
                    Reason.OPEN_ADDRESS,
                    request,
                    "Set api.token: " + open
                            + " is no loopback address, so a token is needed to tell who may use this.");
        } else if (!request.client().getAddress().isLoopbackAddress()) {
            return refused(403, Reason.OTHER_MACHINE, request, "Set api.token to use this from another machine.");
        }
        Optional<String> forwarding =
                FORWARDING.stream().filter(request.headers()::containsKey).findFirst();
        if (forwarding.isPresent()) {
            return refused(
                    403,
                    Reason.PROXY,
                    request,
                    "Set api.token: this came through a proxy (" + forwarding.get() + "), for whom is not known.");
        } else if (!LOOPBACK_HOST.matcher(request.header("host").orElse("")).matches()) {
            return refused(
                    403,
                    Reason.HOST,
                    request,
                    "Set api.token to use another name than localhost, 127.0.0.1 or [::1] for this.");
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
