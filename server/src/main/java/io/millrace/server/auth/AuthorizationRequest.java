package io.millrace.server.auth;

import java.util.Map;

/**
 * Someone wants to publish or to play a stream.
 *
 * @param application name after canonicalisation [IP-40]; may be empty
 * @param streamName name without parameters, after canonicalisation; may be empty
 * @param parameters the query of the stream name, and of the application where the stream name has none of that name;
 *     may hold keys, so it is left out of {@link #toString}
 * @param remoteAddress of the client, for rules and logs: {@code 192.0.2.7:50123}
 */
public record AuthorizationRequest(
        Action action, String application, String streamName, Map<String, String> parameters, String remoteAddress) {
    /** What is asked for. */
    public enum Action {
        PUBLISH,
        PLAY
    }

    public AuthorizationRequest {
        parameters = Map.copyOf(parameters);
    }

    @Override
    public String toString() {
        return action + " " + application + "/" + streamName + " from " + remoteAddress;
    }
}
