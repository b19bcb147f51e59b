package io.millrace.server.http;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Sessions;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Answers with a live stream that go on as long as it does, or as a WebSocket: who gets them counts as a player and is among the
 * sessions. Any thread may call.
 */
public final class LiveAnswers {
    private final Hub hub;
    private final PlayerCounts players;
    private final Sessions sessions;

    /** Makes an answer go on, on the exchange's loop. */
    @FunctionalInterface
    public interface Start {
        /** {@code stream} is open until the answer is closed. */
        void start(LiveStream stream, HttpOutput out);
    }

    /** With the streams of {@code hub}. */
    public LiveAnswers(Hub hub, PlayerCounts players, Sessions sessions) {
        this.hub = hub;
        this.players = players;
        this.sessions = sessions;
    }

    /**
     * Begins the answer to one that may play; or answers that nobody publishes the stream, or as many play as may. To be called
     * on the exchange's loop.
     *
     * @param plain by what it plays if it asks for no WebSocket
     * @param contentType of an answer that is none
     */
    public void begin(
            HttpExchange exchange,
            StreamPath path,
            StreamRequests requests,
            ViewerKind plain,
            ViewerKind socket,
            String contentType,
            Start start) {
        if (!hub.isPublished(path.path())) {
            requests.refuse(exchange, 404, "Nobody publishes this stream.");
            return;
        }
        boolean isSocket = exchange.request().wantsWebSocket();
        if (isSocket && !requests.allowsSocket(exchange)) {
            requests.refuse(exchange, 403, "Pages of that site may not play (http.allowed-origin).");
            return;
        }
        ViewerKind kind = isSocket ? socket : plain;
        Optional<LiveStream> stream = hub.open(path.path());
        Optional<String> full = stream.isEmpty() ? Optional.of("too many streams") : players.enter(path, kind);
        if (stream.isEmpty() || full.isPresent()) {
            stream.ifPresent(hub::release);
            requests.refuseFull(exchange, path, full.orElse(""));
            return;
        }
        HttpOutput out =
                isSocket ? exchange.webSocket() : exchange.stream(200, requests.headers(contentType, "no-store"));
        var viewer = new HttpViewer(sessions.nextId(), kind, path, exchange, out, Instant.now());
        sessions.add(viewer);
        ViewerLog.begins(viewer);
        long beganNanos = System.nanoTime();
        out.whenClosed(reason -> {
            sessions.remove(viewer);
            ViewerLog.ends(viewer, reason, Duration.ofNanos(System.nanoTime() - beganNanos));
            players.leave(path, kind);
            hub.release(stream.get());
        });
        start.start(stream.get(), out);
    }
}
