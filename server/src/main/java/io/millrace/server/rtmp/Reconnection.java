package io.millrace.server.rtmp;

import io.millrace.amf.AmfProperties;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.server.application.ClientLink;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Clients;
import io.millrace.server.application.ReconnectRequest.Outcome;
import io.millrace.transport.Connection;
import io.millrace.transport.LogText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reconnect Requests to one client [ER-040]. On its connection's event loop, but for {@link #ask}. */
final class Reconnection {
    private static final Outcome NOBODY = new Outcome(0, 0);

    private final RtmpConnection owner;
    private final RtmpService service;
    private final Connection connection;
    private final ServerSession session;
    private final NetStreams streams;
    private final ClientLink link;
    private @Nullable ConnectRequest client; // null while it is not connected
    private @Nullable Future<?> closing; // of a client that cannot be asked

    Reconnection(
            RtmpConnection owner,
            RtmpService service,
            Connection connection,
            ServerSession session,
            NetStreams streams,
            ClientLink link) {
        this.owner = owner;
        this.service = service;
        this.connection = connection;
        this.session = session;
        this.streams = streams;
        this.link = link;
    }

    /** Who connects while the server drains is asked too; twice if that begins right now, which does no harm. */
    void connected(ConnectRequest request) {
        client = request;
        service.drainRequest().ifPresent(this::passOn);
    }

    /** Nobody to ask any more. */
    void end() {
        client = null;
        cancelClosing();
    }

    /**
     * Passes the request on if this client is meant; what goes wrong completes the answer too. Any thread may call.
     */
    CompletableFuture<Outcome> ask(ReconnectRequest request) {
        var outcome = new CompletableFuture<Outcome>();
        try {
            owner.later(() -> {
                try {
                    outcome.complete(passOn(request));
                } catch (RuntimeException e) {
                    outcome.completeExceptionally(e);
                    throw e;
                }
            });
        } catch (RejectedExecutionException e) {
            outcome.complete(NOBODY); // the server has stopped
        }
        return outcome;
    }

    private Outcome passOn(ReconnectRequest request) {
        ConnectRequest asked = client;
        if (asked == null || !isMeant(request.whom(), asked)) {
            return NOBODY;
        }
        if (asked.reconnect()) {
            streams.awaitReturn();
            owner.perform(session.status(0, status(request)));
            service.counters().reconnectsAsked.increment();
            owner.say("{} is asked to reconnect{}", owner, placeOf(request));
            return new Outcome(1, 0);
        }
        request.closeOthersAfter().ifPresent(wait -> closeAfter(wait, request.description()));
        return new Outcome(0, 1);
    }

    private void closeAfter(Duration wait, String reason) {
        cancelClosing();
        closing = connection.loop().schedule(() -> link.close(reason), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelClosing() {
        if (closing != null) {
            closing.cancel(false);
        }
    }

    private boolean isMeant(Clients whom, ConnectRequest asked) {
        return switch (whom) {
            case Clients.All all -> true;
            case Clients.OfApplication(String name) -> name.equals(asked.application());
            case Clients.OfStream(String path) -> streams.uses(path);
            case Clients.One(long id) -> id == link.number();
        };
    }

    private static Status status(ReconnectRequest request) {
        var extra = AmfProperties.builder();
        request.tcUrl().ifPresent(url -> extra.put("tcUrl", url));
        return new Status(StatusCode.CONNECT_RECONNECT_REQUEST, request.description(), extra.build());
    }

    /** For the log: without the query, which may hold a key. */
    private static String placeOf(ReconnectRequest request) {
        return request.tcUrl()
                .map(url -> " to " + LogText.of(url.split("\\?", 2)[0]))
                .orElse("");
    }
}
