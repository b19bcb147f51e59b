package io.millrace.server.hls;

import io.millrace.bytes.Bytes;
import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.LiveWindow;
import io.millrace.mux.hls.MediaPlaylist;
import io.millrace.mux.hls.MediaPlaylist.RenditionReport;
import io.millrace.server.hls.HlsName.Reload;
import io.millrace.server.http.StreamRequests;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A playlist and its segments, and the requests that wait for more of them. Belongs to the event loop of its packager.
 */
final class HlsRendition {
    /** The name of the one that is MPEG-TS. */
    static final String MPEG_TS = "ts";

    /** What the names of those begin with that are sound alone. */
    static final String SOUND = "a";

    static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

    private static final int MAX_WAITING = 20_000;

    /** Segments that a player may ask for before they have begun [RFC 8216bis §6.2.5.2]. */
    private static final int MAX_AHEAD = 2;

    /** In target durations: how long a request waits at most [RFC 8216bis §6.2.5.2]. */
    private static final long PATIENCE = 3;

    private final String name;
    private final HlsLife life;
    private final LiveWindow window;
    private final StreamRequests requests;
    private final Function<String, List<RenditionReport>> others;
    private final Map<Boolean, PlaylistText> texts = new HashMap<>(); // by what the player skips
    private List<Waiting> waiting = new ArrayList<>();

    /**
     * A request that waits.
     *
     * @param answer empty as long as there is none
     */
    private record Waiting(
            HttpExchange exchange, ClientGone gone, Supplier<Optional<HttpResponse>> answer, long deadlineNanos) {}

    /**
     * One without segments.
     *
     * @param firstMsn no lower than that of its life
     * @param others how far the other renditions have come, by the query of the playlist
     */
    HlsRendition(
            String name,
            HlsLife life,
            long firstMsn,
            SegmentTargets targets,
            LiveWindow.Limits limits,
            StreamRequests requests,
            Function<String, List<RenditionReport>> others) {
        this.name = name;
        this.life = life;
        this.window = new LiveWindow(targets, limits, new LiveWindow.Beginning(firstMsn, life.firstDiscontinuity()));
        this.requests = requests;
        this.others = others;
    }

    String name() {
        return name;
    }

    SegmentTargets targets() {
        return window.targets();
    }

    /** Key frames are further apart than segments. */
    void promiseNothing() {
        if (!name.startsWith(SOUND)) {
            window.promiseNothing();
        }
    }

    LiveWindow window() {
        return window;
    }

    String life() {
        return life.name();
    }

    // ---- what comes ----

    void add(SegmentOutput output) {
        window.add(output instanceof SegmentOutput.Part part ? contiguous(part) : output);
    }

    /** One copy for all players; what the publisher sent can go. */
    private static SegmentOutput.Part contiguous(SegmentOutput.Part part) {
        return new SegmentOutput.Part(
                part.track(),
                List.of(Bytes.join(part.data())),
                part.durationMicros(),
                part.wallClockMillis(),
                part.independent(),
                part.startsIndependent());
    }

    void forgetTexts() {
        texts.clear();
    }

    /** Answers whoever waited for what has come, and those whose time is over. */
    void answerWaiting(long nowNanos) {
        takeWaiting(one -> answer(one, nowNanos));
    }

    /** Does that for each who waits and has not gone, and nobody waits any more unless it waits again. */
    private void takeWaiting(Consumer<Waiting> action) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting> asked = waiting;
        waiting = new ArrayList<>();
        for (Waiting one : asked) {
            if (one.gone().getAsBoolean()) {
                continue;
            }
            try {
                action.accept(one);
            } catch (Throwable e) { // an error too: the others are still to be answered
                HlsFaults.answer(requests, one.exchange(), e);
            }
        }
    }

    private void answer(Waiting one, long nowNanos) {
        Optional<HttpResponse> answer = one.answer().get();
        if (answer.isPresent()) {
            one.exchange().respond(answer.get());
        } else if (nowNanos - one.deadlineNanos() >= 0) {
            requests.refuse(one.exchange(), 503, "There is nothing new yet.");
        } else {
            waiting.add(one);
        }
    }

    boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /** Nothing ever comes: refuses all that wait. */
    void close() {
        takeWaiting(one -> requests.refuse(one.exchange(), 503, "Nothing more of this is to come."));
    }

    // ---- requests ----

    void playlist(HttpExchange exchange, Reload reload, String query, long nowNanos) {
        if (reload.msn() > window.nextMsn() + MAX_AHEAD) {
            requests.refuse(exchange, 400, "_HLS_msn=" + reload.msn() + " is far from " + window.nextMsn() + ".");
            return;
        }
        answer(exchange, () -> isReached(reload) ? Optional.of(playlist(reload, query)) : Optional.empty(), nowNanos);
    }

    private boolean isReached(Reload reload) {
        boolean begun = reload.msn() < 0 || window.isEnded() || window.has(reload.msn(), reload.part());
        return begun && window.hasSegments();
    }

    private HttpResponse playlist(Reload reload, String query) {
        return texts.computeIfAbsent(
                        reload.skip(),
                        skip -> new PlaylistText(
                                requests.headers(PLAYLIST_TYPE, "no-cache"),
                                every -> skip
                                        ? playlist(every).toDeltaText()
                                        : playlist(every).toText()))
                .answer(query);
    }

    private MediaPlaylist playlist(String query) {
        var names = new HlsName.InPlaylist(name, life(), query);
        return name.equals(MPEG_TS) ? window.playlist(names) : window.lowLatencyPlaylist(names, others.apply(query));
    }

    void init(HttpExchange exchange, long number) {
        exchange.respond(window.init(number).map(data -> media(List.of(data))).orElseGet(() -> gone(exchange)));
    }

    void segment(HttpExchange exchange, long msn) {
        exchange.respond(window.segment(msn).map(this::media).orElseGet(() -> gone(exchange)));
    }

    /** A part that is hinted at is waited for [RFC 8216bis §6.2.2]. */
    void part(HttpExchange exchange, long msn, int index, long nowNanos) {
        answer(
                exchange,
                () -> window.part(msn, index)
                        .map(this::media)
                        .or(() -> window.isHinted(msn, index) ? Optional.empty() : Optional.of(gone(exchange))),
                nowNanos);
    }

    private HttpResponse media(List<Bytes> data) {
        String type = name.equals(MPEG_TS) ? "video/mp2t" : name.startsWith(SOUND) ? "audio/mp4" : "video/mp4";
        return new HttpResponse(200, requests.headers(type, "max-age=3600, immutable"), data, Optional.empty());
    }

    private HttpResponse gone(HttpExchange exchange) {
        return requests.refusal(exchange, 404, "There is no such segment, or no longer.");
    }

    /** Now or, as long as it gives none, later. */
    private void answer(HttpExchange exchange, Supplier<Optional<HttpResponse>> answer, long nowNanos) {
        Optional<HttpResponse> response = answer.get();
        if (response.isPresent()) {
            exchange.respond(response.get());
        } else if (waiting.size() >= MAX_WAITING || window.isEnded()) {
            requests.refuse(exchange, 503, "Nothing new is to come, or too many wait for it.");
        } else {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE * targets().targetDurationSeconds());
            waiting.add(new Waiting(exchange, ClientGone.of(exchange), answer, nowNanos + patience));
        }
    }
}
