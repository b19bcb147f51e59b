package io.millrace.server.hls;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What several streams offer that are one to players. When one of them can be played the others are waited for as the tracks of
 * one stream are, and not as a stream of which there is nothing: a rung that is dead holds up nobody.
 */
final class HlsLadder {
    /** So that streams on other event loops can answer that can be played, too. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private HlsLadder() {}

    /**
     * What the rungs offer, in their order; none of those that are late.
     *
     * @param loop for the time that they have
     */
    static CompletableFuture<List<HlsOffers>> of(
            List<CompletableFuture<HlsOffers>> rungs, ScheduledExecutorService loop, HlsClock clock) {
        var whole = new CompletableFuture<List<HlsOffers>>();
        Runnable complete = () -> whole.complete(
                rungs.stream().map(rung -> rung.getNow(HlsOffers.NONE)).toList());
        var unused =
                CompletableFuture.allOf(rungs.toArray(CompletableFuture[]::new)).thenRun(complete);
        for (CompletableFuture<HlsOffers> rung : rungs) {
            var unusedRung = rung.thenAccept(offers -> {
                        if (!offers.all().isEmpty() && !whole.isDone()) {
                            long left = offers.sinceNanos() + OfferRequests.LATE_NANOS - clock.nanos();
                            var late = loop.schedule(complete, Math.max(left, LEAST_NANOS), TimeUnit.NANOSECONDS);
                            var unusedEnd = whole.whenComplete((same, none) -> late.cancel(false));
                        }
                    })
                    .exceptionally(fault -> {
                        whole.completeExceptionally(fault);
                        return null;
                    });
        }
        return whole;
    }
}
