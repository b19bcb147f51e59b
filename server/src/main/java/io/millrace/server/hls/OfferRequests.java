package io.millrace.server.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    private record Waiting(CompletableFuture<HlsOffers> then, BooleanSupplier gone, long deadlineNanos) {}

    /**
     * Is answered now, or by an {@link #answer} to come.
     *
     * @param gone whether nobody waits for it any more
     */
    void add(
            CompletableFuture<HlsOffers> then,
            BooleanSupplier gone,
            List<HlsOffer> playable,
            int expected,
            long nowNanos) {
        if (isReady(playable, expected, nowNanos)) {
            then.complete(offers(playable));
        } else if (waiting.size() >= MAX_WAITING) {
            then.complete(HlsOffers.NONE);
        } else {
            waiting.add(new Waiting(then, gone, nowNanos + PATIENCE_NANOS));
        }
    }

    boolean isWaitedFor() {
        return !waiting.isEmpty();
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
        boolean ready = isReady(playable, expected, nowNanos);
        List<Waiting> asked = waiting;
        waiting = new ArrayList<>();
        for (Waiting one : asked) {
            if (ready || nowNanos - one.deadlineNanos() >= 0) {
                one.then().complete(offers(playable));
            } else if (!one.gone().getAsBoolean()) {
                waiting.add(one);
            }
        }
    }

    private boolean isReady(List<HlsOffer> playable, int expected, long nowNanos) {
        if (playable.isEmpty()) {
            return false;
        }
        if (playableSinceNanos == null) {
            playableSinceNanos = nowNanos;
        }
        return playable.size() >= expected || nowNanos - playableSinceNanos >= LATE_NANOS;
    }

    private HlsOffers offers(List<HlsOffer> playable) {
        return playableSinceNanos == null ? HlsOffers.NONE : new HlsOffers(playable, playableSinceNanos);
    }

    /** Nothing ever comes. */
    void close() {
        waiting.forEach(one -> one.then().complete(HlsOffers.NONE));
        waiting.clear();
    }
}
