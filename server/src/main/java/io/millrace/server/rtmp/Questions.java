package io.millrace.server.rtmp;

import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.transport.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Decisions about a client that are made elsewhere and may take time; what the client says behind the question is held
 * until the answer is back. On the connection's event loop only.
 */
final class Questions {
    /** Message types up to this act on the chunk stream itself and are never held back. */
    private static final int LAST_CONTROL_TYPE_ID = 6;

    private final Connection connection;
    private final Executor loop;
    private final Consumer<RawMessage> handle;
    private final Deque<RawMessage> held = new ArrayDeque<>();
    private int open;
    private boolean ended;

    /**
     * No question is open yet.
     *
     * @param loop runs what follows from an answer on the event loop
     * @param handle takes the messages that were held
     */
    Questions(Connection connection, Executor loop, Consumer<RawMessage> handle) {
        this.connection = connection;
        this.loop = loop;
        this.handle = handle;
    }

    /** Whether the message was taken, to be handled after the answers. */
    boolean hold(RawMessage message) {
        return open > 0 && message.typeId() > LAST_CONTROL_TYPE_ID && held.add(message);
    }

    /** Goes on with the answer: at once if it is there already, and not at all if the connection ends before. */
    <T> void ask(CompletionStage<T> answer, Consumer<? super T> then) {
        ask(answer, then, unwanted -> {});
    }

    /**
     * The same for an answer that holds something.
     *
     * @param discard takes the answer if the connection ends before
     */
    <T> void ask(CompletionStage<T> answer, Consumer<? super T> then, Consumer<? super T> discard) {
        CompletableFuture<T> future = answer.toCompletableFuture();
        if (future.isDone()) {
            then.accept(future.join());
            return;
        }
        open++;
        connection.pauseReading();
        var unused = future.thenAcceptAsync(value -> answered(value, then, discard), loop);
    }

    private <T> void answered(T answer, Consumer<? super T> then, Consumer<? super T> discard) {
        open--;
        if (ended) {
            discard.accept(answer);
            return;
        }
        try {
            then.accept(answer);
            while (open == 0 && !held.isEmpty()) {
                handle.accept(held.remove());
            }
        } finally {
            if (open == 0) {
                connection.resumeReading();
            }
        }
    }

    /** Answers are of no use any more. */
    void end() {
        ended = true;
        held.clear();
    }
}
