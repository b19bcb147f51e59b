package io.millrace.server.httpflv;

import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Sessions;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.TrackQuery;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Answers requests for {@code /APPLICATION/NAME.flv}, plain or as a WebSocket. Any thread may call. */
public final class HttpFlvService {
    private final Hub hub;
    private final StreamRequests requests;
    private final PlayerCounts players;
    private final Sessions sessions;
    private final HttpFlvCounters counters;

    /**
     * For the streams of {@code hub}.
     *
     * @param requests decides who may play; used by this service alone
     */
    public HttpFlvService(Hub hub, StreamRequests requests, PlayerCounts players, Sessions sessions) {
        this.hub = hub;
        this.requests = requests;
        this.players = players;
        this.sessions = sessions;
        this.counters = new HttpFlvCounters(requests.refused());
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
        Map<String, String> parameters = exchange.request().query();
        FlvForm form;
        try {
            form = form(parameters);
        } catch (IllegalArgumentException e) {
            requests.refuse(exchange, 400, String.valueOf(e.getMessage()));
            return;
        }
        requests.admit(exchange, name, parameters, path -> open(exchange, path, form));
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
            requests.refuse(exchange, 404, "Nobody publishes this stream.");
            return;
        }
        boolean isSocket = exchange.request().wantsWebSocket();
        ViewerKind kind = isSocket ? ViewerKind.WEBSOCKET_FLV : ViewerKind.HTTP_FLV;
        Optional<LiveStream> stream = hub.open(path.path());
        Optional<String> full = stream.isEmpty() ? Optional.of("too many streams") : players.enter(path, kind);
        if (stream.isEmpty() || full.isPresent()) {
            stream.ifPresent(hub::release);
            requests.refuseFull(exchange, path, full.orElse(""));
            return;
        }
        counters.begun.increment();
        HttpOutput out =
                isSocket ? exchange.webSocket() : exchange.stream(200, requests.headers("video/x-flv", "no-store"));
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
}
