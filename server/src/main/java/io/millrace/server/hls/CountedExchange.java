package io.millrace.server.hls;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;

/**
 * A request whose answer's body is counted when it is given, and not when it has left, which nobody is told. An answer that goes on
 * is not counted.
 */
record CountedExchange(HttpExchange exchange, LongAdder bodyBytes) implements HttpExchange {
    @Override
    public void respond(HttpResponse response) {
        if (!request().isHead()) {
            bodyBytes.add(length(response));
        }
        exchange.respond(response);
    }

    private long length(HttpResponse response) {
        if (response.isCompressedFor(request())) {
            return response.gzip().orElseThrow().length();
        }
        List<Bytes> body = response.body();
        long length = 0;
        for (int i = 0; i < body.size(); i++) {
            length += body.get(i).length();
        }
        return length;
    }

    @Override
    public HttpRequest request() {
        return exchange.request();
    }

    @Override
    public ScheduledExecutorService loop() {
        return exchange.loop();
    }

    @Override
    public HttpOutput stream(int status, Map<String, String> headers) {
        return exchange.stream(status, headers);
    }

    @Override
    public HttpOutput webSocket() {
        return exchange.webSocket();
    }

    @Override
    public void whenGone(Runnable task) {
        exchange.whenGone(task);
    }
}
