package io.millrace.server.http;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.LogText;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;

/** One who gets a live stream in one answer, as others see it. Any thread may call. */
record HttpViewer(long id, ViewerKind kind, StreamPath path, HttpExchange exchange, HttpOutput out, Instant connectedAt)
        implements StreamViewer {
    @Override
    public InetSocketAddress address() {
        return exchange.request().client();
    }

    @Override
    public String agent() {
        return LogText.of(exchange.request().header("user-agent").orElse(""));
    }

    @Override
    public long bytesSent() {
        return out.bytesSent();
    }

    @Override
    public void kick(String reason) {
        try {
            exchange.loop().execute(() -> out.end("kicked: " + LogText.of(reason)));
        } catch (RejectedExecutionException e) {
            // The server has stopped.
        }
    }
}
