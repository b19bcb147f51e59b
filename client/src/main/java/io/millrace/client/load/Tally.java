package io.millrace.client.load;

import io.millrace.client.RtmpException;
import io.millrace.client.load.LoadReport.Connections;
import io.millrace.client.load.LoadReport.Failure;
import io.millrace.client.load.LoadReport.Phase;
import io.millrace.client.load.LoadReport.Storm;
import io.millrace.client.load.LoadReport.Times;
import io.millrace.client.load.LoadReport.Traffic;
import io.millrace.hub.LatencyHistogram;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All that a load counts. Any thread may count and look. */
final class Tally {
    private static final int REASONS = 20;
    private static final String OTHERS = "other reasons";

    final Role publishers = new Role();
    final Role players = new Role();
    final Role visitors = new Role(); // of a storm
    final LongAdder served = new LongAdder();
    final LongAdder heldBack = new LongAdder();

    final LongAdder sentFrames = new LongAdder();
    final LongAdder sentBytes = new LongAdder();
    final LongAdder receivedFrames = new LongAdder();
    final LongAdder receivedBytes = new LongAdder();
    final LongAdder missing = new LongAdder();
    final LongAdder outOfOrder = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LatencyHistogram publisherLate = new LatencyHistogram();
    final LatencyHistogram latency = new LatencyHistogram();
    final LatencyHistogram toPlaying = new LatencyHistogram();
    final LatencyHistogram toKeyFrame = new LatencyHistogram();
    private final AtomicReference<@Nullable RtmpException> firstFailure = new AtomicReference<>();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

    /** How clients of one sort fare. */
    static final class Role {
        final LongAdder begun = new LongAdder();
        final LongAdder connected = new LongAdder();
        final LongAdder failed = new LongAdder();
        final LongAdder lost = new LongAdder();
        final LongAdder reconnected = new LongAdder();

        private Connections connections(int wanted) {
            return new Connections(wanted, connected.sum(), failed.sum(), lost.sum(), reconnected.sum());
        }

        /** All of them have begun, and know whether they can go on. */
        boolean isDecided(int wanted) {
            return connected.sum() + failed.sum() >= wanted;
        }
    }

    void failure(Throwable failure) {
        if (failure instanceof RtmpException of) {
            firstFailure.compareAndSet(null, of);
        }
        reason(String.valueOf(failure.getMessage()));
    }

    /** The reasons are bounded, whatever servers say. */
    void reason(String reason) {
        String known = reasons.containsKey(reason) || reasons.size() < REASONS - 1 ? reason : OTHERS;
        reasons.computeIfAbsent(known, first -> new LongAdder()).increment();
    }

    @Nullable
    RtmpException firstFailure() {
        return firstFailure.get();
    }

    /** What is counted for the time measured, at one moment. */
    record Moment(
            double seconds,
            double cpuSeconds,
            long sentFrames,
            long sentBytes,
            long receivedFrames,
            long receivedBytes,
            long missing,
            long outOfOrder,
            long dropped,
            LatencyHistogram.Snapshot publisherLate,
            LatencyHistogram.Snapshot latency) {}

    /**
     * As of now.
     *
     * @param seconds by any clock
     * @param cpuSeconds of the process
     */
    Moment moment(double seconds, double cpuSeconds) {
        return new Moment(
                seconds,
                cpuSeconds,
                sentFrames.sum(),
                sentBytes.sum(),
                receivedFrames.sum(),
                receivedBytes.sum(),
                missing.sum(),
                outOfOrder.sum(),
                dropped.sum(),
                publisherLate.snapshot(),
                latency.snapshot());
    }

    /** From one moment to another. */
    LoadReport report(Phase phase, LoadOptions options, Moment from, Moment to) {
        double seconds = to.seconds - from.seconds;
        return new LoadReport(
                phase,
                seconds,
                publishers.connections(options.publishers()),
                players.connections(options.players()),
                new Storm(
                        visitors.begun.sum(),
                        served.sum(),
                        visitors.failed.sum() + visitors.lost.sum(),
                        heldBack.sum()),
                Traffic.of(to.sentFrames - from.sentFrames, to.sentBytes - from.sentBytes, seconds),
                Traffic.of(to.receivedFrames - from.receivedFrames, to.receivedBytes - from.receivedBytes, seconds),
                to.missing - from.missing,
                to.outOfOrder - from.outOfOrder,
                to.dropped - from.dropped,
                Times.of(to.publisherLate.since(from.publisherLate)),
                Times.of(to.latency.since(from.latency)),
                Times.of(toPlaying.snapshot()),
                Times.of(toKeyFrame.snapshot()),
                to.cpuSeconds - from.cpuSeconds,
                failures());
    }

    private List<Failure> failures() {
        return reasons.entrySet().stream()
                .map(entry -> new Failure(entry.getKey(), entry.getValue().sum()))
                .sorted(Comparator.comparingLong(Failure::count).reversed().thenComparing(Failure::reason))
                .toList();
    }
}
