package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.ConnectRequest;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;

/** One connection to an {@link Application}. Any thread may call it, also when the client is gone. */
public interface Client {
    /** Unique while the server runs; the number that the log has for the connection. */
    long id();

    /** Where it connected to. */
    ApplicationInstance instance();

    InetSocketAddress remoteAddress();

    /** What it said of itself: flashVer, pageUrl, swfUrl, the encoding of its objects and anything else. */
    ConnectRequest request();

    /** What the application keeps with the client. */
    ConcurrentMap<String, Object> attributes();

    /**
     * Calls a method of the client.
     *
     * @return what the client answers, on a virtual thread; or a {@link CallException} when it answers with an error or the
     *     call cannot be made, a {@link java.util.concurrent.TimeoutException} after {@code rtmp.call-timeout}, a {@link
     *     java.util.concurrent.CancellationException} when the client is gone
     */
    CompletableFuture<AmfValue> call(String method, AmfValue... arguments);

    /** Calls a method of the client and wants no answer. Nothing happens when the client is gone. */
    void send(String method, AmfValue... arguments);

    /** Tells the client that its connection is closed, and closes it. */
    void close(String reason);
}
