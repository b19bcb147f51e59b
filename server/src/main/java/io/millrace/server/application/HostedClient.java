package io.millrace.server.application;

import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.ConnectRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A client over its connection. */
final class HostedClient implements Client {
    private final ApplicationInstance instance;
    private final ConnectRequest request;
    private final ClientLink link;
    private final ConcurrentMap<String, Object> attributes = new ConcurrentHashMap<>();

    HostedClient(ApplicationInstance instance, ConnectRequest request, ClientLink link) {
        this.instance = instance;
        this.request = request;
        this.link = link;
    }

    @Override
    public long id() {
        return link.number();
    }

    @Override
    public ApplicationInstance instance() {
        return instance;
    }

    @Override
    public ConnectRequest request() {
        return request;
    }

    @Override
    public ConcurrentMap<String, Object> attributes() {
        return attributes;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return link.remoteAddress();
    }

    @Override
    public CompletableFuture<AmfValue> call(String method, AmfValue... arguments) {
        List<AmfValue> agreed;
        try {
            agreed = AgreedValues.of(arguments, request);
        } catch (AmfException e) {
            return CompletableFuture.failedFuture(new CallException(String.valueOf(e.getMessage())));
        }
        return link.call(method, agreed);
    }

    @Override
    public void send(String method, AmfValue... arguments) {
        link.send(method, AgreedValues.of(arguments, request));
    }

    @Override
    public void close(String reason) {
        link.close(reason);
    }

    @Override
    public String toString() {
        return "client #" + id() + " of " + instance;
    }
}
