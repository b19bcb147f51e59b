package io.millrace.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;

/** What a test asks a {@link TestServer} over HTTP, by the client of the JDK. Any thread may call. */
final class TestHttp {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestServer server;

    TestHttp(TestServer server) {
        this.server = server;
    }

    /** The answer to a GET request of {@code target}, a path that may have a query. */
    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return get(target, BodyHandlers.ofString());
    }

    /** The same with headers, each a name and a value. */
    <T> HttpResponse<T> get(String target, BodyHandler<T> body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, body);
    }

    CompletableFuture<HttpResponse<String>> getAsync(String target) {
        return getAsync(target, BodyHandlers.ofString());
    }

    <T> CompletableFuture<HttpResponse<T>> getAsync(String target, BodyHandler<T> body) {
        return CLIENT.sendAsync(request(target).build(), body);
    }

    HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(server.httpUrl(target)));
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body)
            throws IOException, InterruptedException {
        return CLIENT.send(request.build(), body);
    }

    /** Opens a WebSocket, which stands when this returns. */
    void webSocket(String target, WebSocket.Listener listener) {
        CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create(server.httpUrl("ws", target)), listener)
                .join();
    }
}
