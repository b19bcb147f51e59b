package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A request of a player, and what came of it. */
final class FakeExchange implements HttpExchange {
    private final HttpRequest request;
    private final ScheduledExecutorService loop;
    private @Nullable HttpResponse answer;
    private Runnable whenGone = () -> {};
    private boolean gone;
    private @Nullable Error fault;

    /** @param target path and query as they stand in a URI */
    FakeExchange(String target, ScheduledExecutorService loop) {
        this("GET", target, Map.of(), loop);
    }

    /** @param headers by their names in lower case */
    FakeExchange(String method, String target, Map<String, String> headers, ScheduledExecutorService loop) {
        var uri = URI.create(target);
        Map<String, String> query = new LinkedHashMap<>();
        String raw = uri.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] nameAndValue = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(nameAndValue[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(nameAndValue[1], StandardCharsets.UTF_8));
        }
        var client = new InetSocketAddress("127.0.0.1", 5000);
        request = new HttpRequest(method, uri.getPath(), query, headers, client, false, Bytes.EMPTY);
        this.loop = loop;
    }

    boolean isAnswered() {
        return answer != null;
    }

    int status() {
        return answer().status();
    }

    String text() {
        return body().toUtf8();
    }

    Bytes body() {
        return Bytes.join(answer().body());
    }

    HttpResponse answer() {
        assertThat(answer).as("answer to " + request.path()).isNotNull();
        return answer;
    }

    /** The client goes. */
    void go() {
        gone = true;
        if (answer == null) {
            whenGone.run();
        }
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public ScheduledExecutorService loop() {
        return loop;
    }

    @Override
    public void respond(HttpResponse response) {
        Error once = fault;
        fault = null;
        if (once != null) {
            throw once;
        }
        if (answer == null) {
            answer = response;
        }
    }

    /** The next answer fails. */
    FakeExchange failOnce(Error error) {
        fault = error;
        return this;
    }

    @Override
    public HttpOutput stream(int status, Map<String, String> headers) {
        throw new AssertionError("it is there as a whole");
    }

    @Override
    public HttpOutput webSocket() {
        throw new AssertionError("it is none");
    }

    @Override
    public void whenGone(Runnable task) {
        if (gone && answer == null) {
            task.run();
        } else {
            whenGone = task;
        }
    }
}
