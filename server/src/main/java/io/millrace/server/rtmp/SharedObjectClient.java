package io.millrace.server.rtmp;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.server.application.ApplicationSession;
import io.millrace.server.application.SharedObjects;
import io.millrace.transport.Connection;
import java.net.InetAddress;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shared objects of one connection. On its event loop. */
final class SharedObjectClient implements SharedObjects.Sink {
    private static final Logger log = LoggerFactory.getLogger(SharedObjectClient.class);

    /** A client for whom more than this waits is sent no news until it has taken that; the whole object then fits too. */
    private static final int MAX_WAITING_BYTES = 256 * 1024;

    private final RtmpConnection client;
    private final ServerSession session;
    private final Connection connection;
    private boolean amf3;
    private @Nullable ApplicationSession application;
    private String instance = "";
    private SharedObjects.@Nullable Member member;

    SharedObjectClient(RtmpConnection client, ServerSession session, Connection connection) {
        this.client = client;
        this.session = session;
        this.connection = connection;
    }

    /** From now on the client may use the objects of the path it has connected to. */
    void connected(ConnectRequest request, ApplicationSession itsApplication) {
        try {
            instance = StreamPath.of(request.app(), "", "").path();
            amf3 = request.objectEncoding() == ConnectRequest.AMF3;
            application = itsApplication;
        } catch (ProtocolException e) {
            log.debug("{}: no shared objects: {}", client, e.getMessage()); // no path, no instance
        }
    }

    void received(RtmpMessage.SharedObject message) {
        try {
            if (member == null && application != null) {
                member = application.sharedObjects(instance, this);
            }
            if (member != null) {
                member.received(message);
            }
        } catch (ProtocolException e) {
            client.perform(session.unreadable(String.valueOf(e.getMessage())));
        }
    }

    void close() {
        application = null;
        if (member != null) {
            member.close();
            member = null;
        }
    }

    // ---- for the shared objects ----

    @Override
    public boolean amf3() {
        return amf3;
    }

    @Override
    public void send(RtmpMessage.SharedObject message) {
        client.send(message, 0);
        connection.flush();
    }

    @Override
    public boolean isBehind() {
        return connection.waitingBytes() > MAX_WAITING_BYTES;
    }

    @Override
    public ScheduledExecutorService loop() {
        return connection.loop();
    }

    @Override
    public InetAddress address() {
        return connection.remoteAddress().getAddress();
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
