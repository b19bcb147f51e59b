package io.millrace.testkit;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what comes on a WebSocket. Any thread may ask. */
public final class WebSocketMessages implements WebSocket.Listener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // which is synchronized
    private final CompletableFuture<Integer> pong = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    /** Nothing has come yet. */
    public WebSocketMessages() {}

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        bytes.writeBytes(copy);
        return more(socket);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        pong.complete(message.remaining());
        return more(socket);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        closed.complete(status);
        return CompletableFuture.completedStage(null);
    }

    private static CompletionStage<?> more(WebSocket socket) {
        socket.request(1);
        return CompletableFuture.completedStage(null);
    }

    /** Of all binary messages so far, their number of bytes. */
    public int size() {
        return bytes.size();
    }

    /** All binary messages so far. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Length of the first pong. */
    public CompletableFuture<Integer> pong() {
        return pong;
    }

    /** Status code with which it was closed. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }
}
