package io.millrace.server.rtmp;

import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.Admission;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Decision;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What one client may publish and play: its application must be there, and the authorizer agree. Any thread may ask. */
final class Permissions {
    private final RtmpService service;
    private final SwfVerification swf;
    private final InetSocketAddress remoteAddress;

    Permissions(RtmpService service, SwfVerification swf, InetSocketAddress remoteAddress) {
        this.service = service;
        this.swf = swf;
        this.remoteAddress = remoteAddress;
    }

    /** Asks the authorizer, and the application if that agrees; empty when both do. */
    CompletionStage<Optional<Refusal>> refusal(
            Action action, StreamPath path, StatusCode code, Supplier<CompletionStage<Admission>> hook) {
        return authorize(action, path).thenCompose(decision -> switch (decision) {
            case Decision.Deny(String reason) ->
                CompletableFuture.completedFuture(Optional.of(Refusal.denied(code, reason)));
            case Decision.Allow allow -> hook.get().thenApply(admission -> Refusal.of(code, admission));
        });
    }

    /** Asks the authorizer alone, if it is not known to agree. */
    CompletionStage<Decision> authorize(Action action, StreamPath path) {
        // connect may have named none, or another one
        return swf.admits(path.application())
                ? service.authorization().ask(action, path, remoteAddress)
                : CompletableFuture.completedFuture(
                        Decision.deny("SWF verification is for those who connect to " + path.application()));
    }
}
