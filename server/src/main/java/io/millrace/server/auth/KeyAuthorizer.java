package io.millrace.server.auth;

import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.Secret;
import io.millrace.server.config.ServerConfig;
import java.util.Optional;

/**
 * Allows those who know the key that the configuration has for the application: {@code rtmp://host/live/cam?key=SECRET}.
 * Without a key anyone is allowed. Never blocks; any thread may call it.
 */
public final class KeyAuthorizer implements Authorizer {
    /** The query parameter that carries the key. */
    public static final String PARAMETER = "key";

    private final ServerConfig config;

    public KeyAuthorizer(ServerConfig config) {
        this.config = config;
    }

    @Override
    public Decision authorize(AuthorizationRequest request) {
        Optional<Secret> needed = key(request.action(), request.application());
        if (needed.isEmpty()) {
            return Decision.deny("application " + request.application() + " is not configured");
        }
        if (!needed.get().isSet()) {
            return Decision.ALLOW;
        }
        String given = request.parameters().get(PARAMETER);
        if (given == null) {
            return Decision.deny("no key given");
        }
        return needed.get().matches(given) ? Decision.ALLOW : Decision.deny("wrong key");
    }

    @Override
    public boolean alwaysAllows(Action action, String application) {
        return key(action, application).map(key -> !key.isSet()).orElse(false);
    }

    /** Empty when the application may not be used at all. */
    private Optional<Secret> key(Action action, String application) {
        return config.application(application).map(settings -> keyOf(settings, action));
    }

    private static Secret keyOf(ApplicationConfig settings, Action action) {
        return switch (action) {
            case PUBLISH -> settings.publishKey();
            case PLAY -> settings.playKey();
        };
    }
}
