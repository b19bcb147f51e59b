package io.millrace.server.api;

import io.millrace.server.activity.Session;
import io.millrace.transport.LogText;
import java.time.Instant;
import java.util.List;

/** A client that is connected. */
record SessionView(
        long id,
        String carrier,
        String address,
        String agent,
        String application,
        Instant connectedAt,
        long bytesReceived,
        long bytesSent,
        List<String> publishes,
        List<String> plays) {
    static SessionView of(Session session) {
        return new SessionView(
                session.id(),
                session.carrier(),
                LogText.of(session.address()),
                session.agent(),
                session.application(),
                session.connectedAt(),
                session.bytesReceived(),
                session.bytesSent(),
                session.publishes(),
                session.plays());
    }
}
