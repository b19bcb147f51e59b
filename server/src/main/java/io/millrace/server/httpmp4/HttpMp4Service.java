package io.millrace.server.httpmp4;

import io.millrace.flv.TrackChoice;
import io.millrace.media.MediaKind;
import io.millrace.server.http.LiveAnswers;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.TrackQuery;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpExchange;
import java.util.Map;

/** Answers requests for {@code /APPLICATION/NAME.mp4}, plain or as a WebSocket. Any thread may call. */
public final class HttpMp4Service {
    private final StreamRequests requests;
    private final LiveAnswers answers;
    private final HttpMp4Counters counters;

    /** {@code requests}, which decides who may play, is used by this service alone. */
    public HttpMp4Service(StreamRequests requests, LiveAnswers answers) {
        this.requests = requests;
        this.answers = answers;
        this.counters = new HttpMp4Counters(requests.refused());
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        requests.route(
                routes, "/{path...}.mp4", (exchange, variables) -> play(exchange, variables.getOrDefault("path", "")));
    }

    public HttpMp4Counters counters() {
        return counters;
    }

    private void play(HttpExchange exchange, String name) {
        Map<String, String> parameters = exchange.request().query();
        WantedTracks wanted;
        try {
            var query = new TrackQuery(parameters);
            wanted = new WantedTracks(choice(query, MediaKind.VIDEO), choice(query, MediaKind.AUDIO));
        } catch (IllegalArgumentException e) {
            requests.refuse(exchange, 400, String.valueOf(e.getMessage()));
            return;
        }
        requests.admit(
                exchange,
                name,
                parameters,
                path -> answers.begin(
                        exchange,
                        path,
                        requests,
                        ViewerKind.HTTP_MP4,
                        ViewerKind.WEBSOCKET_MP4,
                        "video/mp4",
                        (stream, out) -> {
                            counters.begun.increment();
                            boolean isSocket = exchange.request().wantsWebSocket();
                            out.play(new Mp4Viewer(stream, wanted, isSocket, out, exchange.loop()));
                        }));
    }

    private static TrackChoice choice(TrackQuery query, MediaKind kind) {
        return query.tracks(kind).orElseGet(TrackChoice.Each::new);
    }
}
