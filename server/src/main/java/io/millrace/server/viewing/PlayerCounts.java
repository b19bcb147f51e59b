package io.millrace.server.viewing;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.ServerEvent;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How many play, or wait to, over all, in each application and of each stream, and by what; never more than may. A player
 * counts for the stream that it asked for first, until it ends. Any thread may call it.
 */
public final class PlayerCounts {
    private final ServerConfig config;
    private final Consumer<ServerEvent> events;
    private final Map<String, Map<ViewerKind, Integer>> ofApplication = new HashMap<>();
    private final Map<String, Map<ViewerKind, Integer>> ofStream = new HashMap<>();
    private final Map<ViewerKind, Integer> ofKind = new EnumMap<>(ViewerKind.class);
    private final Map<ViewerKind, Long> refused = new EnumMap<>(ViewerKind.class);

    /** Nobody plays yet; the limits are those of {@code config}. */
    public PlayerCounts(ServerConfig config) {
        this(config, event -> {});
    }

    /**
     * Nobody plays yet; the limits are those of {@code config}.
     *
     * @param events is told of those who come and go, on their threads: it must not wait
     */
    public PlayerCounts(ServerConfig config, Consumer<ServerEvent> events) {
        this.config = config;
        this.events = events;
    }

    /** Counts one more player, who is to {@link #leave} as the same; or why there may not be one more. */
    public Optional<String> enter(StreamPath path, ViewerKind kind) {
        return enter(path, kind, config.application(path.application()).orElseGet(ApplicationConfig::defaults));
    }

    private synchronized Optional<String> enter(StreamPath path, ViewerKind kind, ApplicationConfig application) {
        Optional<String> full = full(path, application);
        if (full.isPresent()) {
            refused.merge(kind, 1L, Long::sum);
            return full;
        }
        add(ofKind, kind);
        add(ofApplication, path.application(), kind);
        add(ofStream, path.path(), kind);
        events.accept(new ServerEvent.PlayerStarted(path.path(), kind.label()));
        return Optional.empty();
    }

    private Optional<String> full(StreamPath path, ApplicationConfig application) {
        int all = all();
        int inApplication = sum(ofApplication.getOrDefault(path.application(), Map.of()));
        int onStream = sum(ofStream.getOrDefault(path.path(), Map.of()));
        if (isFull(all, config.streams().maxPlayers())) {
            return refusal(all, "play on this server", "streams.max-players");
        } else if (isFull(inApplication, application.maxPlayers())) {
            return refusal(inApplication, "play in this application", "applications.*.max-players");
        } else if (isFull(onStream, application.maxPlayersPerStream())) {
            return refusal(onStream, "play this stream", "applications.*.max-players-per-stream");
        }
        return Optional.empty();
    }

    /** One that entered is gone. */
    public synchronized void leave(StreamPath path, ViewerKind kind) {
        remove(ofKind, kind);
        remove(ofApplication, path.application(), kind);
        remove(ofStream, path.path(), kind);
        events.accept(new ServerEvent.PlayerStopped(path.path(), kind.label()));
    }

    /** Players now. */
    public synchronized int all() {
        return sum(ofKind);
    }

    /** Players now by kind; kinds that nobody uses are left out. */
    public synchronized Map<ViewerKind, Integer> byKind() {
        return Map.copyOf(ofKind);
    }

    /** Players of one stream now, likewise. */
    public synchronized Map<ViewerKind, Integer> byKind(String streamPath) {
        return Map.copyOf(ofStream.getOrDefault(streamPath, Map.of()));
    }

    /** Players of each application now, likewise; applications that nobody plays in are left out. */
    public synchronized Map<String, Map<ViewerKind, Integer>> byApplication() {
        Map<String, Map<ViewerKind, Integer>> copy = new HashMap<>();
        ofApplication.forEach((application, kinds) -> copy.put(application, Map.copyOf(kinds)));
        return copy;
    }

    /** Since the start, those who were told that there is no place, by kind; kinds that never were are left out. */
    public synchronized Map<ViewerKind, Long> refusedByKind() {
        return Map.copyOf(refused);
    }

    private static int sum(Map<ViewerKind, Integer> kinds) {
        int sum = 0;
        for (int count : kinds.values()) {
            sum += count;
        }
        return sum;
    }

    private static boolean isFull(int count, int max) {
        return max > 0 && count >= max;
    }

    private static void add(Map<String, Map<ViewerKind, Integer>> counts, String of, ViewerKind kind) {
        add(counts.computeIfAbsent(of, absent -> new EnumMap<>(ViewerKind.class)), kind);
    }

    private static void add(Map<ViewerKind, Integer> counts, ViewerKind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    private static void remove(Map<String, Map<ViewerKind, Integer>> counts, String of, ViewerKind kind) {
        counts.computeIfPresent(of, (same, kinds) -> {
            remove(kinds, kind);
            return kinds.isEmpty() ? null : kinds;
        });
    }

    private static void remove(Map<ViewerKind, Integer> counts, ViewerKind kind) {
        counts.computeIfPresent(kind, (same, count) -> count == 1 ? null : count - 1);
    }

    private static Optional<String> refusal(int count, String where, String key) {
        return Optional.of(count + " " + where + " already, as many as may (" + key + ")");
    }
}
