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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reconnect Requests to one client [ER-040]. On its connection's event loop, but for {@link #ask}. */
final class Reconnection {
    private static final Outcome NOBODY = new Outcome(0, 0);

    private final RtmpConnection owner;
    private final Connection connection;
    private final ServerSession session;
    private final NetStreams streams;
    private final ClientLink link;
    private @Nullable ConnectRequest client; // null while it is not connected

    Reconnection(
            RtmpConnection owner, Connection connection, ServerSession session, NetStreams streams, ClientLink link) {
        this.owner = owner;
        this.connection = connection;
        this.session = session;
        this.streams = streams;
        this.link = link;
    }

    void connected(ConnectRequest request) {
        client = request;
    }

    /** Nobody to ask any more. */
    void end() {
        client = null;
    }

    /** Passes the request on if this client is meant. Any thread may call. */
    CompletableFuture<Outcome> ask(ReconnectRequest request) {
        var outcome = new CompletableFuture<Outcome>();
        try {
            owner.later(() -> outcome.complete(passOn(request)));
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
            return new Outcome(1, 0);
        }
        request.closeOthersAfter().ifPresent(wait -> {
            var unused = connection
                    .loop()
                    .schedule(() -> link.close(request.description()), wait.toNanos(), TimeUnit.NANOSECONDS);
        });
        return new Outcome(0, 1);
    }

    private boolean isMeant(Clients whom, ConnectRequest asked) {
        return switch (whom) {
            case Clients.All all -> true;
            case Clients.OfApplication(String name) -> name.equals(applicationOf(asked));
            case Clients.OfStream(String path) -> streams.uses(path);
            case Clients.One(long id) -> id == link.number();
        };
    }

    private static String applicationOf(ConnectRequest asked) {
        return asked.app().replaceFirst("^/+", "").split("[/?]", 2)[0];
    }

    private static Status status(ReconnectRequest request) {
        var extra = AmfProperties.builder();
        request.tcUrl().ifPresent(url -> extra.put("tcUrl", url));
        return new Status(StatusCode.CONNECT_RECONNECT_REQUEST, request.description(), extra.build());
    }
}
