package io.millrace.server.auth;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.config.ServerConfig;
import io.millrace.transport.LogText;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the {@link Authorizer}, where what it does holds up nobody else. Any thread may call. */
public final class Authorization {
    private static final Logger log = LoggerFactory.getLogger(Authorization.class);

    private final ServerConfig config;
    private final Authorizer authorizer;
    private final Executor blocking;

    /** {@code blocking} runs what may wait. */
    public Authorization(ServerConfig config, Authorizer authorizer, Executor blocking) {
        this.config = config;
        this.authorizer = authorizer;
        this.blocking = blocking;
    }

    /** At once if it is known to agree, or there is no such application. The stage never fails. */
    public CompletionStage<Decision> ask(Action action, StreamPath path, InetSocketAddress client) {
        if (config.application(path.application()).isEmpty()) {
            return CompletableFuture.completedFuture(Decision.deny("there is no such application"));
        }
        if (authorizer.alwaysAllows(action, path.application())) {
            return CompletableFuture.completedFuture(Decision.ALLOW);
        }
        var request = new AuthorizationRequest(
                action, path.application(), path.name(), path.parameters(), LogText.of(client));
        return CompletableFuture.supplyAsync(() -> authorizer.authorize(request), blocking)
                .exceptionally(thrown -> {
                    log.error("{}: the authorizer failed", request, thrown);
                    return Decision.deny("the authorizer failed");
                });
    }
}
