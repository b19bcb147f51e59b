package io.millrace.server.rtmp;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.ProtocolException.Scope;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.transport.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Decisions about a client that are made elsewhere and may take time, and what the client itself is asked; what it says
 * behind the question is held until the answer is back. On the connection's event loop only.
 */
final class Questions {
    /** Message types up to this act on the chunk stream itself and are never held back. */
    private static final int LAST_CONTROL_TYPE_ID = 6;

    /** While the client owes an answer it is read on, so what is held then has a bound; a message costs something beside. */
    private static final int MAX_HELD_BYTES = 64 * 1024;

    private static final int BYTES_OF_A_MESSAGE = 64;

    private final Connection connection;
    private final Executor loop;
    private final Consumer<RawMessage> handle;
    private final Deque<RawMessage> held = new ArrayDeque<>();
    private int open;
    private boolean clientOwes;
    private int heldBytes;
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

    /**
     * Whether the message was taken, to be handled after the answers.
     *
     * @throws ProtocolException if the client says too much before it gives the answer that it owes
     */
    boolean hold(RawMessage message) {
        if (isAnswered() || message.typeId() <= LAST_CONTROL_TYPE_ID) {
            return false;
        }
        heldBytes += message.body().length() + BYTES_OF_A_MESSAGE;
        if (clientOwes && heldBytes > MAX_HELD_BYTES) {
            throw new ProtocolException(
                    Scope.CONNECTION, "more than " + MAX_HELD_BYTES + " bytes before it answers what it was asked");
        }
        return held.add(message);
    }

    private boolean isAnswered() {
        return open == 0 && !clientOwes;
    }

    /** Holds what the client says, but for control messages, one of which is its answer: then {@link #clientAnswered}. */
    void awaitClient() {
        clientOwes = true;
    }

    void clientAnswered() {
        clientOwes = false;
        handleHeld();
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
            handleHeld();
        } finally {
            if (open == 0) {
                connection.resumeReading();
            }
        }
    }

    private void handleHeld() {
        while (isAnswered() && !held.isEmpty()) {
            RawMessage message = held.remove();
            heldBytes -= message.body().length() + BYTES_OF_A_MESSAGE;
            handle.accept(message);
        }
    }

    /** Answers are of no use any more. */
    void end() {
        ended = true;
        held.clear();
        heldBytes = 0;
    }
}
