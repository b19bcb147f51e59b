package io.millrace.server.hls;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Sessions;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.LogText;
import io.millrace.transport.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Who plays by HLS, as far as requests tell: who has asked lately, by address, program and query, is one viewer, which is a player
 * and a session. Any thread may call it.
 */
final class HlsViewers {
    private static final int MAX_AGENT_LENGTH = 128;
    private static final int MAX_VIEWERS = 100_000;

    private final PlayerCounts players;
    private final Sessions sessions;
    private final long goneNanos;
    private final HlsClock clock;

    /** As long as they are refused, none of them is in {@link #viewers}. */
    final HlsKicked kicked = new HlsKicked();

    private final HlsViewerLog log = new HlsViewerLog(); // written to without the lock: event loops wait for that

    /** Changed by one thread at a time, with the counts, the sessions and {@link #kicked}. */
    private final ConcurrentMap<Key, HlsViewer> viewers = new ConcurrentHashMap<>();

    /**
     * One and the same viewer, as far as can be told.
     *
     * @param query what it adds to all URIs
     */
    record Key(String path, String query, InetAddress address, String agent) {
        /** Who sends that request. */
        static Key of(String path, String query, HttpRequest request) {
            String agent = request.header("user-agent").orElse("");
            return new Key(
                    path,
                    query,
                    request.client().getAddress(),
                    agent.substring(0, Math.min(agent.length(), MAX_AGENT_LENGTH)));
        }
    }

    /** Whether one that may play has a place. */
    sealed interface Place {
        record Taken(HlsViewer viewer) implements Place {}

        /** There are too many. */
        record Full(String reason) implements Place {}

        /** An operator has sent it away meanwhile. */
        record Kicked() implements Place {}
    }

    /** Nobody yet; {@code goneNanos} after its last request one is gone. */
    HlsViewers(PlayerCounts players, Sessions sessions, long goneNanos, HlsClock clock) {
        this.players = players;
        this.sessions = sessions;
        this.goneNanos = goneNanos;
        this.clock = clock;
    }

    /** Takes note of a request if it is of a viewer of whom it was decided lately that it may play. */
    Optional<HlsViewer> known(Key key) {
        HlsViewer viewer = viewers.get(key);
        return viewer != null && viewer.asks(clock.nanos()) ? Optional.of(viewer) : Optional.empty();
    }

    /** Whether an operator has sent it away, so that it may not play whatever else is decided. */
    boolean isKicked(Key key) {
        return kicked.has(key, clock.nanos());
    }

    /** Takes note that a viewer may play, for the first time or on. */
    Place allow(Key key, StreamPath path, InetSocketAddress address) {
        Place place;
        synchronized (this) {
            HlsViewer known = viewers.get(key);
            if (known != null) {
                known.allow(clock.nanos());
                return new Place.Taken(known);
            }
            place = enter(key, path, address);
        }
        if (place instanceof Place.Taken(HlsViewer viewer)) {
            log.begins(viewer, clock.nanos());
        }
        return place;
    }

    private Place enter(Key key, StreamPath path, InetSocketAddress address) {
        if (isKicked(key)) {
            return new Place.Kicked();
        }
        Optional<String> full = viewers.size() >= MAX_VIEWERS
                ? Optional.of(MAX_VIEWERS + " play by HLS already")
                : players.enter(path, ViewerKind.HLS);
        if (full.isPresent()) {
            return new Place.Full(full.get());
        }
        var viewer = new HlsViewer(
                this, sessions.nextId(), key, path, address, Instant.ofEpochMilli(clock.millis()), clock.nanos());
        viewers.put(key, viewer);
        sessions.add(viewer);
        return new Place.Taken(viewer);
    }

    /** It is gone, and may not come back for a while; nothing if it is gone already. */
    void kick(HlsViewer viewer, String reason) {
        synchronized (this) {
            if (!viewers.remove(viewer.key(), viewer)) {
                return;
            }
            kicked.add(viewer.key(), clock.nanos());
            left(viewer);
        }
        log.ends(viewer, "kicked for a minute: " + LogText.of(reason), clock.nanos());
    }

    /** Those that have not asked for a while have left. To be called again and again. */
    void forgetGone() {
        long now = clock.nanos();
        List<HlsViewer> gone = new ArrayList<>();
        synchronized (this) {
            kicked.forget(now);
            viewers.values().removeIf(viewer -> viewer.isGone(now, goneNanos) && gone.add(viewer));
            gone.forEach(this::left);
        }
        String reason = "has asked for nothing for " + TimeUnit.NANOSECONDS.toSeconds(goneNanos) + " s";
        gone.forEach(viewer -> log.ends(viewer, reason, now));
        log.sum();
    }

    private void left(HlsViewer viewer) {
        players.leave(viewer.path(), ViewerKind.HLS);
        sessions.remove(viewer);
    }
}
