package io.millrace.cli;

import io.millrace.client.RtmpException;
import io.millrace.client.RtmpPublisher;
import io.millrace.media.MediaFrame;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The servers that one stream is published to: the failure of one is no matter of the others. */
final class Targets {
    private final List<RtmpPublisher> publishers;
    private final StateChanges changes = new StateChanges();

    /** What is printed as JSON. */
    record Result(List<Target> targets) {
        @Override
        public String toString() {
            return targets.stream().map(Target::toString).collect(Collectors.joining(System.lineSeparator()));
        }
    }

    /**
     * What became of one.
     *
     * @param state as {@code closed} or {@code failed}
     * @param problem why it failed, or was without a connection the last time; empty if it never was
     */
    record Target(String url, String state, long frames, long bytes, long dropped, int reconnects, String problem) {
        static Target of(RtmpPublisher publisher) {
            RtmpPublisher.Counters counters = publisher.counters();
            RtmpException problem = publisher.lastFailure();
            return new Target(
                    publisher.url().redacted(),
                    word(publisher.state()),
                    counters.framesSent(),
                    counters.bytesSent(),
                    counters.framesDropped(),
                    counters.reconnects(),
                    problem == null ? "" : String.valueOf(problem.getMessage()));
        }

        @Override
        public String toString() {
            return url + ": " + state + ", " + frames + " frames, " + bytes + " bytes"
                    + (dropped == 0 ? "" : ", " + dropped + " dropped")
                    + (reconnects == 0 ? "" : ", " + reconnects + " reconnects")
                    + (problem.isEmpty() ? "" : "; " + problem);
        }
    }

    Targets(List<RtmpPublisher> publishers) {
        this.publishers = List.copyOf(publishers);
    }

    /** Connects all, and waits for each answer. */
    void start() {
        publishers.stream().map(RtmpPublisher::start).toList().forEach(Targets::await);
    }

    boolean isAnyLeft() {
        return publishers.stream().anyMatch(publisher -> publisher.state() != RtmpPublisher.State.FAILED);
    }

    /**
     * Hands a frame to all.
     *
     * @param waits whether until they have room for it
     */
    void write(MediaFrame frame, boolean waits) {
        List<CompletableFuture<Void>> written = publishers.stream()
                .map(publisher -> publisher.writeAsync(frame))
                .toList();
        if (waits) {
            written.forEach(Targets::await);
        }
    }

    /** Takes no more frames; those that are yet to be connected will not be. */
    void end() {
        publishers.forEach(RtmpPublisher::closeAsync);
    }

    /** The same, and waits until all have sent what there is. */
    void close() {
        publishers.stream().map(RtmpPublisher::closeAsync).toList().forEach(Targets::await);
    }

    /** A failure shows in the state of the publisher. */
    private static void await(CompletableFuture<?> future) {
        future.exceptionally(failure -> null).join();
    }

    Result result() {
        return new Result(publishers.stream().map(Target::of).toList());
    }

    /** Of the first that failed. */
    ExitCode code() {
        for (RtmpPublisher publisher : publishers) {
            RtmpException problem = publisher.lastFailure();
            if (publisher.state() == RtmpPublisher.State.FAILED && problem != null) {
                return Failure.of(problem).code();
            }
        }
        return ExitCode.DONE;
    }

    /** How all are: the figures are of the first that has any, which is as good as another. */
    Progress.Status status(Meter meter) {
        String states =
                publishers.stream().map(publisher -> word(publisher.state())).collect(Collectors.joining(", "));
        RtmpPublisher.Counters most = publishers.stream()
                .map(RtmpPublisher::counters)
                .max((one, other) -> Long.compare(one.framesSent(), other.framesSent()))
                .orElseThrow();
        long dropped = publishers.stream()
                .mapToLong(publisher -> publisher.counters().framesDropped())
                .sum();
        return new Progress.Status(
                states,
                meter.line(System.nanoTime(), most.framesSent(), most.bytesSent())
                        + (dropped == 0 ? "" : "  " + dropped + " dropped"));
    }

    /** A line for each whose state has changed since the call before. For one thread. */
    List<String> changes() {
        return publishers.stream()
                .map(publisher -> changes.of(
                        publisher, publisher.url().redacted(), word(publisher.state()), publisher.lastFailure()))
                .flatMap(Optional::stream)
                .toList();
    }

    static String word(Enum<?> state) {
        return state.toString().toLowerCase(Locale.ROOT);
    }
}
