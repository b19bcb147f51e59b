package io.millrace.server.api;

import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.metrics.ServerMetrics;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The server as a whole, as the API shows and steers it. Any thread may call. */
public interface ServerControl {
    ServerMetrics metrics();

    /** How sockets are waited for. */
    String transport();

    /** Of {@code rtmp}, then {@code listeners} in their order. */
    List<InetSocketAddress> addresses();

    /** Of {@code http}; empty if it does not listen. */
    Optional<InetSocketAddress> httpAddress();

    /** Asks clients to connect anew. */
    CompletableFuture<ReconnectRequest.Outcome> requestReconnect(ReconnectRequest request);

    /** Asks those there are, and from now on those that come. */
    CompletableFuture<ReconnectRequest.Outcome> drain(ReconnectRequest request);

    /** Whether it was asked to drain. */
    boolean draining();
}
