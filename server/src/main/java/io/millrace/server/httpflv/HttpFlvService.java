package io.millrace.server.httpflv;

import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.http.LiveAnswers;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.TrackQuery;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpExchange;
import java.util.Map;
import java.util.Optional;

/** Answers requests for {@code /APPLICATION/NAME.flv}, plain or as a WebSocket. Any thread may call. */
public final class HttpFlvService {
    private final StreamRequests requests;
    private final LiveAnswers answers;
    private final HttpFlvCounters counters;

    /** {@code requests}, which decides who may play, is used by this service alone. */
    public HttpFlvService(StreamRequests requests, LiveAnswers answers) {
        this.requests = requests;
        this.answers = answers;
        this.counters = new HttpFlvCounters(requests.refused());
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        requests.route(
                routes, "/{path...}.flv", (exchange, variables) -> play(exchange, variables.getOrDefault("path", "")));
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
        answers.begin(
                exchange,
                path,
                requests,
                ViewerKind.HTTP_FLV,
                ViewerKind.WEBSOCKET_FLV,
                "video/x-flv",
                (stream, out) -> {
                    counters.begun.increment();
                    out.whenClosed(reason -> counters.ended.increment());
                    FlvViewer.start(stream, form, out, exchange.loop());
                });
    }
}
