package io.millrace.server.hls;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpRequest;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Who plays by HLS, as far as requests tell: who has asked lately, by address, program and query, is one viewer. Any thread may
 * call it.
 */
final class HlsViewers {
    /** As long as what was decided about a viewer holds. */
    private static final long ALLOWED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MAX_AGENT_LENGTH = 128;
    private static final int MAX_VIEWERS = 100_000;

    private final PlayerCounts players;
    private final long goneNanos;
    private final ConcurrentMap<Key, Viewer> viewers = new ConcurrentHashMap<>();

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

    private static final class Viewer {
        private final StreamPath path;
        private final long allowedUntilNanos;
        private volatile long seenNanos;

        Viewer(StreamPath path, long nowNanos) {
            this.path = path;
            this.allowedUntilNanos = nowNanos + ALLOWED_NANOS;
            this.seenNanos = nowNanos;
        }
    }

    /** Nobody yet; {@code goneNanos} after its last request one is gone. */
    HlsViewers(PlayerCounts players, long goneNanos) {
        this.players = players;
        this.goneNanos = goneNanos;
    }

    /** Takes note of a request; gives the stream if it is of a viewer of whom it was decided lately that it may play. */
    Optional<StreamPath> known(Key key, long nowNanos) {
        Viewer viewer = viewers.get(key);
        if (viewer == null) {
            return Optional.empty();
        }
        viewer.seenNanos = nowNanos;
        return nowNanos - viewer.allowedUntilNanos < 0 ? Optional.of(viewer.path) : Optional.empty();
    }

    /** Takes note that a viewer may play; gives why it may not after all: there are too many. */
    synchronized Optional<String> allow(Key key, StreamPath path, long nowNanos) {
        if (viewers.containsKey(key)) {
            viewers.put(key, new Viewer(path, nowNanos));
            return Optional.empty();
        }
        Optional<String> full = viewers.size() >= MAX_VIEWERS
                ? Optional.of(MAX_VIEWERS + " play by HLS already")
                : players.enter(path, ViewerKind.HLS);
        if (full.isEmpty()) {
            viewers.put(key, new Viewer(path, nowNanos));
        }
        return full;
    }

    /** Those that have not asked for a while have left. To be called again and again. */
    synchronized void forgetGone(long nowNanos) {
        viewers.values().removeIf(viewer -> {
            boolean gone = nowNanos - viewer.seenNanos >= goneNanos;
            if (gone) {
                players.leave(viewer.path, ViewerKind.HLS);
            }
            return gone;
        });
    }
}
