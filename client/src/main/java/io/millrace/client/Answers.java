package io.millrace.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Waiting for what a server owes. */
final class Answers {
    private Answers() {}

    /** Fails {@code answer} if it is not there in time; one that is there is left alone. Any thread may call. */
    static <T> CompletableFuture<T> within(
            Duration limit, CompletableFuture<T> answer, ScheduledExecutorService loop, String complaint) {
        Future<?> alarm = loop.schedule(
                () -> answer.completeExceptionally(new RtmpException(
                        RtmpException.Kind.TIMEOUT, complaint + " within " + limit.toMillis() / 1000.0 + " s")),
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        answer.whenComplete((value, failure) -> alarm.cancel(false));
        return answer;
    }

    /** The same for those outside: what they hang on it does not run on the event loop, and may block. */
    static <T> CompletableFuture<T> elsewhere(CompletableFuture<T> answer) {
        return answer.thenApplyAsync(Function.identity(), Thread::startVirtualThread);
    }

    /**
     * Waits for it; for threads that may block.
     *
     * @throws RtmpException as the answer was
     * @throws InterruptedIOException when the thread is interrupted, which it then still is
     */
    static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the server");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RtmpException failure) {
                throw failure.again();
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw new IOException("connection timed out");
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** For the same reason as {@code failure}, which may be wrapped as futures do it. */
    static RtmpException reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof RtmpException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RtmpException known
                ? known
                : new RtmpException(RtmpException.Kind.CLOSED, String.valueOf(cause.getMessage()));
    }
}
