package io.millrace.hub;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A viewer that takes a stream entry by entry and encodes for itself: {@link FrameSource} for forms that are too many to be
 * shared, and players whose time line is their own. It starts with the metadata and headers in effect, and again with them
 * where it goes on after it has lagged. Used on the viewer's event loop only.
 */
public final class Follower implements AutoCloseable {
    private final LiveStream stream;
    private final long startAfter; // only join points of a higher number will do
    private final long maxLagMillis;
    private final Runnable leave;

    private StreamLog.@Nullable JoinPoint pendingStart;
    private StreamLog.@Nullable Node position; // the last node that was handed out
    private Iterator<LogEntry> preamble = List.<LogEntry>of().iterator(); // goes before what follows the position
    private long preambleMillis;
    private boolean closed;

    /**
     * A viewer that has not started yet.
     *
     * @param start where it begins; null: as soon as there is a place to start
     * @param startAfter number of the newest join point that is too old to start at; 0 when any will do
     * @param leave runs when it is closed
     */
    Follower(
            LiveStream stream,
            StreamLog.@Nullable JoinPoint start,
            long startAfter,
            long maxLagMillis,
            Runnable leave) {
        this.stream = stream;
        this.pendingStart = start;
        this.startAfter = startAfter;
        this.maxLagMillis = maxLagMillis;
        this.leave = leave;
    }

    /** The next entry, or null when there is nothing yet. */
    public @Nullable TimedEntry next() {
        if (closed) {
            return null;
        }
        if (position == null) {
            startAt(pendingStart == null ? stream.startPoint(startAfter) : pendingStart);
        } else if (!preamble.hasNext()) {
            jumpWhenTooFarBehind(position.next());
        }
        if (preamble.hasNext()) {
            return new TimedEntry(preamble.next(), preambleMillis);
        }
        StreamLog.Node next = position == null ? null : position.next();
        if (next == null) {
            return null;
        }
        position = next;
        return new TimedEntry(next.entry, next.dtsMillis);
    }

    /** The viewer leaves the stream. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            position = null;
            pendingStart = null;
            leave.run();
        }
    }

    /** Whether what follows the present position, which it keeps alive, has grown too old by the time one asks. */
    public BooleanSupplier isBehind() {
        long dtsMillis = position == null ? Long.MAX_VALUE : position.dtsMillis;
        return () -> stream.newestMillis() - dtsMillis > maxLagMillis;
    }

    private void startAt(StreamLog.@Nullable JoinPoint start) {
        if (start != null) {
            position = start.before();
            preamble = start.snapshot().entries().iterator();
            preambleMillis = start.dtsMillis();
            pendingStart = null; // else all entries since would live as long as this viewer
        }
    }

    private void jumpWhenTooFarBehind(StreamLog.@Nullable Node next) {
        OptionalLong newest = next == null ? OptionalLong.empty() : stream.startMillis(0);
        if (next != null && newest.isPresent() && newest.getAsLong() - next.dtsMillis > maxLagMillis) {
            startAt(stream.startPoint(0));
            stream.countJump();
        }
    }
}
