package io.millrace.client;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One of the connections that a publisher or a player has in its life, with its NetStream, and whether its server has asked it to
 * go elsewhere [ER-040]. Any thread may call.
 */
abstract class StreamLink implements NetStreamHandler {
    private final long sinceNanos = System.nanoTime();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile @Nullable NetStream opened;

    /** It is asked to go elsewhere; told once, until {@link #stays}. */
    abstract void asked();

    /** The server has made the stream. */
    final void opened(NetStream stream) {
        opened = stream;
    }

    /** Null before there is one. */
    final @Nullable NetStream streamIfOpen() {
        return opened;
    }

    final NetStream stream() {
        return Objects.requireNonNull(opened, "not open yet");
    }

    final NetConnection connection() {
        return stream().connection();
    }

    /** How long it has been there. */
    final Duration age() {
        return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    @Override
    public final void reconnectRequested() {
        if (asked.compareAndSet(false, true)) {
            asked();
        }
    }

    /** It may have been asked before there was a stream to tell. */
    final void checkIfAsked() {
        if (connection().reconnectRequest().isPresent()) {
            reconnectRequested();
        }
    }

    /** Runs {@code move} when it is time to go where it was asked to. */
    final void moveInTime(Attempts<?> attempts, Runnable move) {
        long millis = attempts.beforeMove(age()).toMillis();
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(move);
    }

    /** Nothing has come of what it was asked; it may be asked again. */
    final void stays() {
        asked.set(false);
    }
}
