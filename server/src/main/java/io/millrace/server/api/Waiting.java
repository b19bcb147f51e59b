package io.millrace.server.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers that come from other threads. */
final class Waiting {
    private static final long MAX_SECONDS = 10;

    private Waiting() {}

    /** @throws ApiException if there is none in time */
    static <T> T of(CompletableFuture<T> answer) {
        try {
            return answer.get(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new ApiException(503, "This takes longer than " + MAX_SECONDS + " s, and goes on.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "The server stops.");
        }
    }
}
