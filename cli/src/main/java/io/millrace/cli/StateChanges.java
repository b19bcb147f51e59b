package io.millrace.cli;

import io.millrace.client.RtmpException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in trouble, and who is out of it again: a line each time. For one thread. */
final class StateChanges {
    private static final Set<String> WITHOUT_CONNECTION = Set.of("connecting", "reconnecting", "failed");

    private final Map<Object, String> troubles = new HashMap<>();

    /**
     * A line if that is news: a first connection that is made, and an end in order, are none.
     *
     * @param who has that state, one of those of publishers and players
     * @param problem why it has no connection, or had none the last time
     */
    Optional<String> of(Object who, String url, String state, @Nullable RtmpException problem) {
        RtmpException trouble = WITHOUT_CONNECTION.contains(state) ? problem : null;
        String before = trouble == null ? troubles.remove(who) : troubles.put(who, state);
        if (state.equals(before) || (trouble == null && before == null)) {
            return Optional.empty();
        }
        return Optional.of(url + ": " + state + (trouble == null ? "" : "; " + trouble.getMessage()));
    }
}
