package io.millrace.transport.http;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A request that is to be answered, in one of three ways, and once: what is answered second is dropped. Any thread may
 * answer. What nobody answers for long, or when the server stops, is answered with 503: who answers then does so to a client that has gone.
 */
public interface HttpExchange {
    HttpRequest request();

    /** Where its work runs. */
    ScheduledExecutorService loop();

    void respond(HttpResponse response);

    /**
     * Answers with a body that goes on until it is ended. A request of the method HEAD gets no body.
     *
     * @param headers with Content-Length if the length is known; it then must be kept to
     * @return on the {@link #loop()}, where this must be called
     */
    HttpOutput stream(int status, Map<String, String> headers);

    /**
     * Answers by becoming a WebSocket [RFC6455], on which bytes go as binary messages. What the client sends is read and
     * dropped. To be called on the {@link #loop()}, where the request {@link HttpRequest#wantsWebSocket asks for one}.
     */
    HttpOutput webSocket();

    /** Runs on the loop when the client goes before it was answered, or was answered with 503 since nobody had: now if that is so. */
    void whenGone(Runnable task);
}
