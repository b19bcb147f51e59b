package io.millrace.server.httpflv;

import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Sessions;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Decision;
import io.millrace.server.http.AllowedOrigin;
import io.millrace.server.http.Routes;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.TrackQuery;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.LogText;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for {@code /APPLICATION/NAME.flv}, plain or as a WebSocket. Any thread may call. */
public final class HttpFlvService {
    private static final Logger log = LoggerFactory.getLogger(HttpFlvService.class);

    private final Hub hub;
    private final Authorization authorization;
    private final PlayerCounts players;
    private final Sessions sessions;
    private final Predicate<String> openApplications;
    private final AllowedOrigin allowedOrigin;
    private final HttpFlvCounters counters = new HttpFlvCounters();

    /**
     * For the streams of {@code hub}.
     *
     * @param openApplications those whose viewers need not connect as RTMP has it
     */
    public HttpFlvService(
            Hub hub,
            Authorization authorization,
            PlayerCounts players,
            Sessions sessions,
            Predicate<String> openApplications,
            AllowedOrigin allowedOrigin) {
        this.hub = hub;
        this.authorization = authorization;
        this.players = players;
        this.sessions = sessions;
        this.openApplications = openApplications;
        this.allowedOrigin = allowedOrigin;
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        routes.add(
                "GET", "/{path...}.flv", (exchange, variables) -> play(exchange, variables.getOrDefault("path", "")));
    }

    public HttpFlvCounters counters() {
        return counters;
    }

    private void play(HttpExchange exchange, String name) {
        HttpRequest request = exchange.request();
        StreamPath path;
        FlvForm form;
        try {
            path = new StreamPath(name, request.query());
            form = form(request.query());
        } catch (ProtocolException | IllegalArgumentException e) {
            refuse(exchange, 400, String.valueOf(e.getMessage()));
            return;
        }
        if (!openApplications.test(path.application())) {
            refuse(exchange, 403, "This application is for players of RTMP.");
            return;
        }
        var unused = authorization
                .ask(Action.PLAY, path, request.client())
                .thenAcceptAsync(
                        decision -> {
                            if (decision instanceof Decision.Deny(String reason)) {
                                log.info(
                                        "{}: may not play {}: {}",
                                        LogText.of(request.client()),
                                        LogText.of(name),
                                        reason);
                                refuse(exchange, 403, "This is not allowed (is the key right?).");
                            } else {
                                open(exchange, path, form);
                            }
                        },
                        exchange.loop());
    }

    /** Tracks and names as a player of RTMP gets them that announces nothing [ER-110]. */
    private static FlvForm form(Map<String, String> parameters) {
        var query = new TrackQuery(parameters);
        boolean compat = parameters.getOrDefault("compat", "0").equals("1");
        return new FlvForm(form(MediaKind.AUDIO, query), form(MediaKind.VIDEO, query), compat);
    }

    private static MessageForm form(MediaKind kind, TrackQuery query) {
        if (query.wantsAllAsPublished(kind)) {
            return MessageForm.AS_PUBLISHED;
        }
        TrackChoice tracks = query.tracks(kind).orElse(TrackChoice.Only.TRACK_ZERO);
        return new MessageForm(tracks, false, query.names().orElse(CodecNames.LEGACY), Optional.empty());
    }

    private void open(HttpExchange exchange, StreamPath path, FlvForm form) {
        if (!hub.isPublished(path.path())) {
            refuse(exchange, 404, "Nobody publishes this stream.");
            return;
        }
        Optional<LiveStream> stream = hub.open(path.path());
        boolean webSocket = exchange.request().wantsWebSocket();
        ViewerKind kind = webSocket ? ViewerKind.WEBSOCKET_FLV : ViewerKind.HTTP_FLV;
        Optional<String> full = stream.isEmpty() ? Optional.of("too many streams") : players.enter(path, kind);
        if (stream.isEmpty() || full.isPresent()) {
            stream.ifPresent(hub::release);
            log.warn("{}: may not play {}: {}", LogText.of(exchange.request().client()), path, full.orElse(""));
            refuse(exchange, 503, "There are too many players.");
            return;
        }
        counters.begun.increment();
        HttpOutput out = webSocket ? exchange.webSocket() : exchange.stream(200, headers());
        var client = new FlvClient(sessions.nextId(), kind, path, exchange, out, Instant.now());
        sessions.add(client);
        out.whenClosed(() -> {
            sessions.remove(client);
            counters.ended.increment();
            players.leave(path, kind);
            hub.release(stream.get());
        });
        FlvViewer.start(stream.get(), form, out, exchange.loop());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "video/x-flv");
        headers.put("Cache-Control", "no-store");
        allowedOrigin.addTo(headers);
        return headers;
    }

    private void refuse(HttpExchange exchange, int status, String reason) {
        counters.refused.increment();
        log.debug(
                "{}: {}: {}",
                LogText.of(exchange.request().client()),
                LogText.of(exchange.request().path()),
                reason);
        exchange.respond(HttpResponse.text(status, "text/plain", reason + "\n"));
    }
}
