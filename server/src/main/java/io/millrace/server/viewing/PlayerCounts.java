package io.millrace.server.viewing;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many play, or wait to, over all, in each application and of each stream; never more than may. A player counts for
 * the stream that it asked for first, until it ends. Any thread may call it.
 */
public final class PlayerCounts {
    private final ServerConfig config;
    private final Map<String, Integer> ofApplication = new HashMap<>();
    private final Map<String, Integer> ofStream = new HashMap<>();
    private int all;

    /** Nobody plays yet; the limits are those of {@code config}. */
    public PlayerCounts(ServerConfig config) {
        this.config = config;
    }

    /** Counts one more player, who is to {@link #leave}; or why there may not be one more. */
    public Optional<String> enter(StreamPath path) {
        return enter(path, config.application(path.application()).orElseGet(ApplicationConfig::defaults));
    }

    private synchronized Optional<String> enter(StreamPath path, ApplicationConfig application) {
        int inApplication = ofApplication.getOrDefault(path.application(), 0);
        int onStream = ofStream.getOrDefault(path.path(), 0);
        if (isFull(all, config.streams().maxPlayers())) {
            return refusal(all, "play on this server", "streams.max-players");
        } else if (isFull(inApplication, application.maxPlayers())) {
            return refusal(inApplication, "play in this application", "applications.*.max-players");
        } else if (isFull(onStream, application.maxPlayersPerStream())) {
            return refusal(onStream, "play this stream", "applications.*.max-players-per-stream");
        }
        all++;
        ofApplication.merge(path.application(), 1, Integer::sum);
        ofStream.merge(path.path(), 1, Integer::sum);
        return Optional.empty();
    }

    /** One that entered is gone. */
    public synchronized void leave(StreamPath path) {
        all--;
        leave(ofApplication, path.application());
        leave(ofStream, path.path());
    }

    /** Players now. */
    public synchronized int all() {
        return all;
    }

    private static boolean isFull(int count, int max) {
        return max > 0 && count >= max;
    }

    private static void leave(Map<String, Integer> counts, String name) {
        counts.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
    }

    private static Optional<String> refusal(int count, String where, String key) {
        return Optional.of(count + " " + where + " already, as many as may (" + key + ")");
    }
}
