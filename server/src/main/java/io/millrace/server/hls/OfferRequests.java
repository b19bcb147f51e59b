package io.millrace.server.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who waits until all renditions of a packager can be played. Belongs to its event loop. */
final class OfferRequests {
    /** What says nothing does not hold up a master playlist for longer, once something of it can be played. */
    static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Without anything to play. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MAX_WAITING = 10_000;

    private List<Waiting> waiting = new ArrayList<>();
    private @Nullable Long playableSinceNanos;

    private record Waiting(CompletableFuture<HlsOffers> then, long deadlineNanos) {}

    /** Is answered by the next {@link #answer} that has something, or when it is too late. */
    void add(CompletableFuture<HlsOffers> then, long nowNanos) {
        if (waiting.size() >= MAX_WAITING) {
            then.complete(HlsOffers.NONE);
        } else {
            waiting.add(new Waiting(then, nowNanos + PATIENCE_NANOS));
        }
    }

    /** Whether nobody waits, and nothing is left to be found out. */
    boolean isIdle() {
        return waiting.isEmpty() && playableSinceNanos != null;
    }

    /**
     * Answers those whose time has come.
     *
     * @param playable what can be played
     * @param expected how many that are to become
     */
    void answer(List<HlsOffer> playable, int expected, long nowNanos) {
        if (!playable.isEmpty() && playableSinceNanos == null) {
            playableSinceNanos = nowNanos;
        }
        Long since = playableSinceNanos;
        boolean late = since != null && nowNanos - since >= LATE_NANOS;
        boolean ready = !playable.isEmpty() && (late || playable.size() >= expected);
        HlsOffers offers = since == null ? HlsOffers.NONE : new HlsOffers(playable, since);
        List<Waiting> asked = waiting;
        waiting = new ArrayList<>();
        for (Waiting one : asked) {
            if (ready || nowNanos - one.deadlineNanos() >= 0) {
                one.then().complete(offers);
            } else {
                waiting.add(one);
            }
        }
    }

    /** Nothing ever comes. */
    void close() {
        waiting.forEach(one -> one.then().complete(HlsOffers.NONE));
        waiting.clear();
    }
}
