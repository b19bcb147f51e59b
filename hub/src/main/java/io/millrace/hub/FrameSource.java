package io.millrace.hub;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A viewer that walks the log and encodes for itself: for forms that are too many to be shared. Its pieces end on message
 * boundaries, so one may exceed the wanted size by a message. Used on the viewer's event loop only.
 */
final class FrameSource implements PlaySource {
    private final LiveStream stream;
    private final FrameEncoder encoder;
    private final long maxLagMillis;
    private final long startAfter;

    private StreamLog.@Nullable Node position; // the last node that was encoded
    private StreamLog.@Nullable JoinPoint pendingStart;

    FrameSource(LiveStream stream, FrameEncoder encoder, long startAfter, long maxLagMillis) {
        this.stream = stream;
        this.encoder = encoder;
        this.startAfter = startAfter;
        this.maxLagMillis = maxLagMillis;
    }

    /** Begins there; null: as soon as there is a place to start. */
    void startAt(StreamLog.@Nullable JoinPoint start) {
        pendingStart = start;
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        var out = new HeapOutput();
        if (position == null) {
            moveTo(pendingStart == null ? stream.startPoint(startAfter) : pendingStart, out);
        } else {
            jumpWhenTooFarBehind(position, out);
        }
        while (position != null && out.length() < maxBytes) {
            StreamLog.Node next = position.next();
            if (next == null) {
                break;
            }
            encoder.encode(next.entry, next.dtsMillis, out);
            position = next;
        }
        return out.length() == 0 ? null : Piece.unpinned(out.take(), isBehind(position));
    }

    /** The chain of entries from this position on lives as long as this viewer stays there. */
    private BooleanSupplier isBehind(StreamLog.@Nullable Node from) {
        long dtsMillis = from == null ? Long.MAX_VALUE : from.dtsMillis;
        return () -> stream.newestMillis() - dtsMillis > maxLagMillis;
    }

    @Override
    public @Nullable Piece rest() {
        return null;
    }

    @Override
    public void close() {
        position = null;
        pendingStart = null;
    }

    private void moveTo(StreamLog.@Nullable JoinPoint join, HeapOutput out) {
        if (join != null) {
            join.snapshot().encode(encoder, join.dtsMillis(), out);
            position = join.before();
            pendingStart = null; // else all entries since would live as long as this viewer
        }
    }

    private void jumpWhenTooFarBehind(StreamLog.Node from, HeapOutput out) {
        StreamLog.JoinPoint newest = stream.startPoint(0);
        if (newest != null && newest.dtsMillis() - from.dtsMillis > maxLagMillis) {
            moveTo(newest, out);
            stream.countJump();
        }
    }
}
