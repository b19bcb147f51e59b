package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The connection of a client as its application needs it; a feature that accepts clients implements it. Any thread may call. */
public interface ClientLink {
    /** Unique while the server runs. */
    long number();

    InetSocketAddress remoteAddress();

    /**
     * Calls a method of the client; see {@link Client#call}.
     *
     * @param arguments in the encoding agreed with the client
     */
    CompletableFuture<AmfValue> call(String method, List<AmfValue> arguments);

    /** The same without an answer. */
    void send(String method, List<AmfValue> arguments);

    /** Tells the client and ends the connection. */
    void close(String reason);
}
