package io.millrace.server.rtmp;

import io.millrace.server.activity.Session;
import io.millrace.transport.Connection;
import io.millrace.transport.LogText;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** A client that has connected, as others see it. Any thread may call. */
final class RtmpClient implements Session {
    private final RtmpConnection owner;
    private final RemoteCalls calls;
    private final String agent;
    private final String application;
    private final Connection connection;
    private final NetStreams streams;
    private final Instant connectedAt = Instant.now();

    RtmpClient(
            RtmpConnection owner,
            RemoteCalls calls,
            String agent,
            String application,
            Connection connection,
            NetStreams streams) {
        this.owner = owner;
        this.calls = calls;
        this.agent = agent;
        this.application = application;
        this.connection = connection;
        this.streams = streams;
    }

    @Override
    public long id() {
        return calls.number();
    }

    @Override
    public String carrier() {
        return connection.carrier().toString();
    }

    @Override
    public InetSocketAddress address() {
        return connection.remoteAddress();
    }

    @Override
    public String agent() {
        return agent;
    }

    @Override
    public String application() {
        return application;
    }

    @Override
    public Instant connectedAt() {
        return connectedAt;
    }

    @Override
    public long bytesReceived() {
        return connection.bytesReceived();
    }

    @Override
    public long bytesSent() {
        return connection.bytesSent();
    }

    @Override
    public List<String> publishes() {
        return streams.publishes();
    }

    @Override
    public List<String> plays() {
        return streams.plays();
    }

    @Override
    public void kick(String reason) {
        try {
            owner.later(() -> {
                calls.tellClosed(reason);
                streams.left();
                owner.close("kicked: " + LogText.of(reason));
            });
        } catch (RejectedExecutionException e) {
            // The server has stopped.
        }
    }
}
