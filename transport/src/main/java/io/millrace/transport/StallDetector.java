package io.millrace.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a peer that has something to read does not read it. What counts is bytes that have left: what waits also
 * changes when more is queued, so a peer that only asks and never reads would else seem to take something.
 *
 * <p>Belongs to the connection's event loop.
 */
final class StallDetector {
    private final Duration limit;
    private long queuedBytes;
    private long takenBytes;
    private long progressNanos;
    private boolean pieceIsNew;
    private long pieceInUseNanos;
    private boolean acknowledgedMore;
    private long acknowledgedNanos;

    StallDetector(Duration limit, long nowNanos) {
        this.limit = limit;
        this.progressNanos = nowNanos;
        this.pieceInUseNanos = nowNanos;
        this.acknowledgedNanos = nowNanos;
    }

    /** So many bytes more wait for the peer. */
    void queued(long bytes) {
        queuedBytes += bytes;
    }

    /** The piece in flight is another than before. */
    void pieceStarted() {
        pieceIsNew = true;
    }

    /** The peer has acknowledged more than before. */
    void acknowledged() {
        acknowledgedMore = true;
    }

    /**
     * Called about once a second.
     *
     * @param unsentBytes of those that were {@link #queued}, those that have not left
     * @param outdated whether the piece in flight holds memory that its stream has given up: a peer that crawls may not
     *     keep it for ever
     * @param held whether nothing more is sent before the peer acknowledges some of it
     * @return why the connection is to be ended; null when it is not
     */
    @Nullable
    String complaint(long nowNanos, long unsentBytes, boolean outdated, boolean held) {
        long taken = queuedBytes - unsentBytes;
        if (taken != takenBytes || unsentBytes == 0) {
            takenBytes = taken;
            progressNanos = nowNanos;
        }
        if (pieceIsNew || !outdated) {
            pieceIsNew = false;
            pieceInUseNanos = nowNanos;
        }
        if (acknowledgedMore || !held) {
            acknowledgedMore = false;
            acknowledgedNanos = nowNanos;
        }
        if (nowNanos - progressNanos > limit.toNanos()) {
            return "took nothing for " + limit.toSeconds() + " s";
        } else if (nowNanos - pieceInUseNanos > limit.toNanos()) {
            return "took one write longer than " + limit.toSeconds() + " s";
        } else if (nowNanos - acknowledgedNanos > limit.toNanos()) {
            return "acknowledged nothing for " + limit.toSeconds() + " s";
        }
        return null;
    }
}
