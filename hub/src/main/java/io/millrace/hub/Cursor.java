package io.millrace.hub;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's position in a {@link Rendition}. Nothing is queued or encoded for it, and it holds no memory but inside a
 * message that it has begun: a position whose slab is gone means that the viewer has lagged, and it jumps. Used on the
 * viewer's event loop only.
 */
final class Cursor implements PlaySource {
    private final LiveStream stream;
    private final Rendition rendition;
    private final long maxLagMillis;
    private final Runnable leave;

    private @Nullable ByteBuffer preamble;
    private @Nullable Slab slab;
    private int offset;
    private boolean holding; // a count on the slab, kept while the position is inside a message
    private long startAfter; // only join points of a higher number will do
    private long preambleMillis;
    private long positionMillis = -1;
    private boolean lost; // its place, and has not found another one yet
    private boolean closed;

    /**
     * A viewer that has not started yet.
     *
     * @param startAfter number of the newest join point that is too old to start at; 0 when any will do
     * @param leave runs when it is closed
     */
    Cursor(LiveStream stream, Rendition rendition, long startAfter, long maxLagMillis, Runnable leave) {
        this.stream = stream;
        this.rendition = rendition;
        this.startAfter = startAfter;
        this.maxLagMillis = maxLagMillis;
        this.leave = leave;
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        while (!closed) {
            Slab current = slab;
            if (current == null) {
                if (!start()) {
                    return null;
                }
                continue;
            }
            if (preamble != null) {
                Piece piece = Piece.unpinned(preamble);
                preamble = null;
                positionMillis = preambleMillis;
                return piece;
            }
            Slab following = current.next(); // read before published(): nothing is added to a slab that has a successor
            Slab.Published published = current.published();
            if (offset < published.end()) {
                if (!holding && jumpWhenTooFarBehind(current, published)) {
                    continue;
                }
                if (holding || current.retain()) {
                    return take(current, published, maxBytes);
                }
                lose();
            } else if (following == null) {
                return null;
            } else {
                slab = following;
                offset = 0;
            }
        }
        return null;
    }

    @Override
    public @Nullable Piece rest() {
        Slab current = slab;
        if (!holding || current == null) {
            return null;
        }
        int end = current.published().messageEnd(offset);
        Piece piece = Piece.of(current, offset, end - offset); // takes the count over
        offset = end;
        holding = false;
        return piece;
    }

    @Override
    public long positionMillis() {
        return positionMillis;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (holding && slab != null) {
                slab.release();
            }
            slab = null;
            leave.run();
        }
    }

    /** Begins there; null: as soon as there is a place to start. */
    void startAt(Rendition.@Nullable Join join) {
        if (join != null) {
            moveTo(join);
        }
    }

    /** Who has lost its place, and finds no other since the publisher has left, is still to be told of that. */
    private boolean start() {
        Rendition.Join end = lost ? rendition.end() : null;
        startAt(end == null ? stream.startPoint(rendition, startAfter) : end);
        lost = slab == null && lost;
        return slab != null;
    }

    private void moveTo(Rendition.Join join) {
        preamble = join.preamble().hasRemaining() ? join.preamble().duplicate() : null;
        preambleMillis = join.dtsMillis();
        slab = join.slab();
        offset = join.offset();
    }

    /** The count that the caller took, or that was held, goes with the piece. */
    private Piece take(Slab current, Slab.Published published, int maxBytes) {
        int end = published.cut(offset, offset + maxBytes);
        Piece piece = Piece.of(current, offset, end - offset);
        positionMillis = published.timeAt(end - 1);
        offset = end;
        holding = end < published.end() && !published.isMessageBoundary(end) && current.retain();
        return piece;
    }

    private boolean jumpWhenTooFarBehind(Slab current, Slab.Published published) {
        Slab tail = rendition.tail();
        if (current.number() == tail.number()) {
            return false;
        }
        Slab.Published newest = tail.published();
        if (newest.isEmpty() || newest.lastTime() - published.timeAt(offset) <= maxLagMillis) {
            return false;
        }
        Rendition.Join join = rendition.join();
        if (join == null || !join.isAheadOf(current, offset)) {
            return false;
        }
        moveTo(join);
        stream.countJump();
        return true;
    }

    /** What came next is no longer kept: start again where one can. */
    private void lose() {
        slab = null;
        startAfter = 0;
        lost = true;
        stream.countJump();
    }
}
