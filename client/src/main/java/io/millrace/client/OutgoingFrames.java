package io.millrace.client;

import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to whatever connection there is: a bounded queue that outlives connections. A connection that comes
 * after another begins with the headers and metadata as of its first frame, which is a key frame.
 *
 * <p>Any thread may call. Writers {@link #put}, the connection whose turn it is {@link #poll polls}.
 */
@SuppressWarnings("ReferenceEquality") // a reader is who it is
final class OutgoingFrames {
    /** Writers that wait at one time: more is a caller that does not wait for the futures it gets. */
    private static final int MAX_WAITING = 64;

    /** Of memory, beside its body. */
    private static final int FRAME_BYTES = 128;

    private final int maxBytes;
    private final Overflow overflow;
    private final Deque<MediaFrame> queue = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<MediaFrame> opening = new ArrayDeque<>();
    private final Consumer<RtmpException> overflowed;
    private long bytes;
    private long dropped;
    private @Nullable Track lead;
    private boolean skipsToKeyFrame;
    private final StreamEntry entry = new StreamEntry(); // as of what was polled
    private @Nullable Object reader;
    private boolean hadReader;
    private @Nullable Object nextReader;
    private boolean finished;
    private @Nullable RtmpException failure;

    /** A writer that waits for room. */
    private record Waiting(MediaFrame frame, CompletableFuture<Void> queued) {}

    /** {@code overflowed} is told once, and must not wait, when {@link Overflow#FAIL} has its way. */
    OutgoingFrames(int maxBytes, Overflow overflow, Consumer<RtmpException> overflowed) {
        this.maxBytes = maxBytes;
        this.overflow = overflow;
        this.overflowed = overflowed;
    }

    /** What a frame takes of a queue's bytes: even one without a body takes some. */
    static long cost(MediaFrame frame) {
        return frame.body().length() + (long) FRAME_BYTES;
    }

    // ---- writers ----

    /** Completed when the frame is in the queue, or was dropped; fails when nothing is taken any more. */
    synchronized CompletableFuture<Void> put(MediaFrame frame) {
        RtmpException failed = failure;
        if (failed != null) {
            return CompletableFuture.failedFuture(failed);
        }
        if (finished) {
            return CompletableFuture.failedFuture(new RtmpException(Kind.CLOSED, "the publisher is closed"));
        }
        if (hasRoomFor(frame) && waiting.isEmpty()) {
            add(frame);
            return CompletableFuture.completedFuture(null);
        }
        return switch (overflow) {
            case BLOCK -> waitFor(frame);
            case DROP -> {
                dropAll();
                add(frame);
                yield CompletableFuture.completedFuture(null);
            }
            case FAIL -> {
                var reason = new RtmpException(
                        Kind.OVERFLOW, bytes + " bytes wait for the network (limit: " + maxBytes + ")");
                fail(reason);
                overflowed.accept(reason);
                yield CompletableFuture.failedFuture(reason);
            }
        };
    }

    private CompletableFuture<Void> waitFor(MediaFrame frame) {
        if (waiting.size() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(new RtmpException(
                    Kind.OVERFLOW, waiting.size() + " writes wait for the network (limit: " + MAX_WAITING + ")"));
        }
        var queued = new CompletableFuture<Void>();
        waiting.add(new Waiting(frame, queued));
        return queued;
    }

    private boolean hasRoomFor(MediaFrame frame) {
        return queue.isEmpty() || bytes + cost(frame) <= maxBytes;
    }

    private void add(MediaFrame frame) {
        if (lead == null) {
            lead = StreamEntry.leadOf(frame);
        }
        if (reader == null && overflow == Overflow.DROP && StreamEntry.isAt(frame, lead)) {
            dropAll(); // who comes next is to begin with what is new
        }
        queue.add(frame);
        bytes += cost(frame);
    }

    /** What is dropped may hold headers, so all begins anew at the next key frame. */
    private void dropAll() {
        queue.forEach(this::drop);
        queue.clear();
        opening.clear();
        bytes = 0;
        skipsToKeyFrame = true;
    }

    private void drop(MediaFrame frame) {
        entry.remember(frame);
        if (frame.holds(PacketType.CODED_FRAMES)) {
            dropped++;
        }
    }

    // ---- readers ----

    /** The next frame for this reader; null when there is none, or it is another one's turn. */
    synchronized @Nullable MediaFrame poll(Object who) {
        if (who != reader) {
            return null;
        }
        if (!opening.isEmpty()) {
            return opening.poll();
        }
        while (!queue.isEmpty()) {
            if (nextReader != null && StreamEntry.isAt(queue.element(), lead)) {
                turnTo(nextReader);
                return null;
            }
            MediaFrame frame = take();
            if (!skipsToKeyFrame) {
                entry.remember(frame);
                return frame;
            }
            if (entry.beginsAt(frame, lead)) {
                skipsToKeyFrame = false;
                opening.addAll(entry.opening(frame));
                return opening.poll();
            }
            drop(frame);
        }
        return null;
    }

    private MediaFrame take() {
        MediaFrame frame = queue.remove();
        bytes -= cost(frame);
        while (!waiting.isEmpty() && hasRoomFor(waiting.element().frame())) {
            Waiting next = waiting.remove();
            add(next.frame());
            next.queued()
                    .completeAsync(
                            () -> null, Thread::startVirtualThread); // not here: it may run what a writer hung on it
        }
        return frame;
    }

    /**
     * From now on it is this reader's turn. The first one gets all there is; one that comes after another begins at a key
     * frame, since the end of what the other got is unknown.
     */
    synchronized void turnTo(Object who) {
        nextReader = null;
        if (who != reader) {
            skipsToKeyFrame |= hadReader;
            hadReader = true;
            opening.clear();
            reader = who;
        }
    }

    /** There is no connection for now. */
    synchronized void lost() {
        reader = null;
    }

    /** At the next key frame it is this reader's turn. */
    synchronized void turnAtKeyFrameTo(Object who) {
        nextReader = who;
    }

    /** Nobody is to take over from that reader; false if somebody has. */
    synchronized boolean keepTurnOf(Object who) {
        if (reader != who) {
            return false;
        }
        nextReader = null;
        return true;
    }

    synchronized boolean isTurnOf(Object who) {
        return reader == who;
    }

    // ---- the end ----

    /** Nothing more is taken; what there is may still be polled. */
    synchronized void finish() {
        finished = true;
    }

    /** Whether nothing is left of what was put before {@link #finish}. */
    synchronized boolean isDone() {
        return finished && queue.isEmpty() && opening.isEmpty() && waiting.isEmpty();
    }

    /** Nothing more is taken, and nobody polls. */
    synchronized void fail(RtmpException reason) {
        if (failure == null) {
            failure = reason;
        }
        waiting.forEach(writer -> writer.queued()
                .completeAsync(
                        () -> {
                            throw new CompletionException(reason);
                        },
                        Thread::startVirtualThread));
        waiting.clear();
    }

    synchronized int waitingFrames() {
        return queue.size() + waiting.size();
    }

    synchronized long waitingBytes() {
        return bytes;
    }

    synchronized long dropped() {
        return dropped;
    }
}
