package io.millrace.client.load;

import io.millrace.hub.LatencyHistogram;
import java.util.List;

/**
 * What a {@link Load} has done so far: plain values, so that a JSON library can write them. What {@link #sent}, {@link
 * #received} and the figures below them say is of the time measured, which begins when all publishers and players are
 * there; connections, times until something has begun and failures are of the whole load. Bytes are those of message
 * bodies.
 *
 * @param phase of the moment
 * @param seconds measured so far
 * @param missing numbers of generated frames that were left out before a frame that came, summed over all players
 * @param outOfOrder generated frames that came after a later one of their kind, or twice
 * @param dropped frames left out by publishers that were more than two seconds behind
 * @param publisherLate from when a video frame was due until it was handed to the network
 * @param latency from there until a player of this process had it, of generated frames sent since that player asked
 * @param toPlaying from the beginning of a connection until the server has accepted play; where the program has just
 *     started, the first ones contain some of that
 * @param toKeyFrame from the beginning of a connection until the first key frame was there
 * @param cpuSeconds of this process, all threads
 * @param failures each sentence once, the most frequent first; 20 at most
 */
public record LoadReport(
        Phase phase,
        double seconds,
        Connections publishers,
        Connections players,
        Storm storm,
        Traffic sent,
        Traffic received,
        long missing,
        long outOfOrder,
        long dropped,
        Times publisherLate,
        Times latency,
        Times toPlaying,
        Times toKeyFrame,
        double cpuSeconds,
        List<Failure> failures) {
    public LoadReport {
        failures = List.copyOf(failures);
    }

    /** Where a load stands. */
    public enum Phase {
        /** Publishers and players are still coming. */
        RAMP_UP,
        MEASURING,
        /** It is over: the time was up, or somebody has closed it. */
        ENDED
    }

    /**
     * Clients that stay.
     *
     * @param wanted in all
     * @param connected of them, that have published or played
     * @param failed of them, that could not even begin
     * @param lost connections and streams that ended by themselves after that; each is made again until it is there
     * @param reconnected of those, that are there again
     */
    public record Connections(int wanted, long connected, long failed, long lost, long reconnected) {}

    /**
     * Players that leave at their first key frame.
     *
     * @param begun connections
     * @param served that had a key frame
     * @param failed that were refused or lost before
     * @param heldBack that were not begun, since too many were waiting for a key frame
     */
    public record Storm(long begun, long served, long failed, long heldBack) {}

    /** Media in one direction. */
    public record Traffic(long frames, long bytes, double bitsPerSecond) {
        static Traffic of(long frames, long bytes, double seconds) {
            return new Traffic(frames, bytes, seconds > 0 ? bytes * 8 / seconds : 0);
        }
    }

    /** How long something took, in milliseconds; each figure may be up to a quarter too high, and is 0 if there is none. */
    public record Times(long count, double p50, double p90, double p99, double max) {
        static Times of(LatencyHistogram.Snapshot times) {
            return new Times(
                    times.count(),
                    millis(times.p50Nanos()),
                    millis(times.p90Nanos()),
                    millis(times.p99Nanos()),
                    millis(times.maxNanos()));
        }

        private static double millis(long nanos) {
            return nanos / 1e6;
        }
    }

    /** Why clients failed or were lost, and how many. */
    public record Failure(String reason, long count) {}

    /** Whether all clients came and stayed, and every frame came to every player in order. */
    public boolean isWhole() {
        return publishers.connected() == publishers.wanted()
                && players.connected() == players.wanted()
                && publishers.lost() + players.lost() + storm.failed() + storm.heldBack() == 0
                && missing + outOfOrder + dropped == 0;
    }

    /** For a terminal: a label and a value per line, without colours, no line break at the end. */
    public String text() {
        return LoadReportText.of(this);
    }
}
