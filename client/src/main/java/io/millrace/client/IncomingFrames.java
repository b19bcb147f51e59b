package io.millrace.client;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way from whatever connection there is to one reader: a queue that outlives connections. What comes from
 * one after the first begins at a key frame behind all that was handed over, so that time goes on.
 *
 * <p>Any thread may call.
 */
final class IncomingFrames {
    /** Further ahead than this is another clock, and is moved. */
    private static final long MAX_GAP_MILLIS = 30_000;

    /** A server begins anew with the last key frame: if nothing is known of those, it may be so far back, on the same clock. */
    private static final long MAX_GOP_MILLIS = 10_000;

    /** How much further back than that; or at all, where the publisher has begun anew. */
    private static final long RESENT_MILLIS = 1000;

    /** Between the last frame on one clock and the first on another. */
    private static final long STEP_MILLIS = 40;

    /** So much more that the new connection has: the old one is not worth waiting for. */
    private static final long FAR_AHEAD_MILLIS = 2000;

    private final int maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<MediaFrame> queue = new ArrayDeque<>();
    private final Map<Track, Pace> paces = new HashMap<>();
    private long bytes;
    private long lastMillis = -1;
    private long keyMillis = -1; // of the last key frame
    private long gopMillis = MAX_GOP_MILLIS; // from one to the next
    private @Nullable Track lead; // whose key frames count
    private @Nullable Source current;
    private @Nullable Source next;
    private boolean over;
    private @Nullable RtmpException failure;

    /** When the last frame of a track was, and how long after the one before. */
    private record Pace(long lastMillis, long stepMillis) {
        boolean hasMoreBefore(long millis) {
            return lastMillis + stepMillis < millis;
        }
    }

    /** One connection that delivers, and what is known of it. */
    static final class Source {
        private final Runnable pause;
        private final Runnable resume;
        private StreamEntry entry = new StreamEntry();
        private boolean begun;
        private boolean clockMayBeNew;
        private long offsetMillis;
        private final List<MediaFrame> held = new ArrayList<>();
        private long heldBytes;
        private boolean paused;

        /** Those have the connection send nothing for now, and go on. */
        Source(Runnable pause, Runnable resume) {
            this.pause = pause;
            this.resume = resume;
        }
    }

    IncomingFrames(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    // ---- from connections ----

    /** From now on what comes from it is taken: at once if it is the first or the one before is lost, else at a key frame. */
    void turnTo(Source source) {
        lock.lock();
        try {
            if (current == null) {
                source.begun = lastMillis < 0;
                current = source;
            } else {
                next = source;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes from it; the next, if there is one, begins where it can. */
    void lost(Source source) {
        lock.lock();
        try {
            if (source == next) {
                next = null;
            } else if (source == current) {
                current = null;
                if (next != null) {
                    turnToNext();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is to come from the one that would be next; false if it has its turn already. */
    boolean giveUp(Source source) {
        lock.lock();
        try {
            boolean waits = source == next;
            if (waits) {
                next = null;
            }
            return waits;
        } finally {
            lock.unlock();
        }
    }

    /** The publisher behind it has begun anew: what it sends may have another clock. */
    void begunAnew(Source source) {
        lock.lock();
        try {
            source.begun = lastMillis < 0;
            source.clockMayBeNew = true;
            source.entry = new StreamEntry();
        } finally {
            lock.unlock();
        }
    }

    /** The reader wants to be elsewhere in a recording: time may go anywhere. */
    void seeked() {
        lock.lock();
        try {
            lastMillis = -1;
            keyMillis = -1;
        } finally {
            lock.unlock();
        }
    }

    boolean isTurnOf(Source source) {
        lock.lock();
        try {
            return source == current;
        } finally {
            lock.unlock();
        }
    }

    void put(Source source, MediaFrame frame) {
        lock.lock();
        try {
            if (over || (source != current && source != next)) {
                return;
            }
            if (lead == null && source == current) {
                lead = StreamEntry.leadOf(frame);
            }
            List<MediaFrame> ready = source.begun ? List.of(moved(source, frame)) : begin(source, frame);
            for (MediaFrame each : ready) {
                if (source == next) {
                    hold(source, each);
                } else {
                    deliver(each);
                }
            }
            if (bytes > maxBytes && !source.paused) {
                source.paused = true;
                source.pause.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing before the first key frame behind what there was; then what belongs before that, at its time. */
    private List<MediaFrame> begin(Source source, MediaFrame frame) {
        source.entry.remember(frame);
        boolean starts = source.entry.beginsAt(frame, lead);
        long back = RESENT_MILLIS + (source.clockMayBeNew ? 0 : gopMillis);
        boolean sameClock = frame.dtsMillis() >= lastMillis - back && frame.dtsMillis() <= lastMillis + MAX_GAP_MILLIS;
        if (!starts || (sameClock && frame.dtsMillis() <= lastMillis)) {
            return List.of();
        }
        source.begun = true;
        lead = StreamEntry.leadOf(frame);
        source.offsetMillis = sameClock ? 0 : lastMillis + STEP_MILLIS - frame.dtsMillis();
        return source.entry.opening(moved(source, frame));
    }

    /** On the reader's clock, where nothing is before 0: audio of before the first key frame may have been. */
    private static MediaFrame moved(Source source, MediaFrame frame) {
        return frame.at(Math.max(0, frame.dtsMillis() + source.offsetMillis));
    }

    /** What the new connection has, until the old one has come to the same point. */
    private void hold(Source source, MediaFrame frame) {
        source.held.add(frame);
        source.heldBytes += OutgoingFrames.cost(frame);
        boolean otherClock = source.offsetMillis != 0;
        boolean farAhead = frame.dtsMillis() - lastMillis > FAR_AHEAD_MILLIS;
        if (otherClock || farAhead || isAt(source.held.getFirst()) || source.heldBytes > maxBytes) {
            turnToNext();
        }
    }

    /**
     * Whether nothing that is before this frame is still to come: where the publisher has gone to the new server as well, the
     * old one may have no more, and not say so.
     */
    private boolean isAt(MediaFrame first) {
        long millis = first.dtsMillis();
        boolean isWhole = !paces.isEmpty() && paces.values().stream().noneMatch(pace -> pace.hasMoreBefore(millis));
        return millis <= lastMillis + 1 || isWhole;
    }

    private void turnToNext() {
        Source turned = next;
        next = null;
        current = turned;
        if (turned != null) {
            turned.held.forEach(this::deliver);
            turned.held.clear();
        }
    }

    private void deliver(MediaFrame frame) {
        Source waiting = next;
        if (waiting != null
                && !waiting.held.isEmpty()
                && frame.dtsMillis() >= waiting.held.getFirst().dtsMillis()) {
            turnToNext(); // this frame is among those held
            return;
        }
        if (frame.kind() != MediaKind.DATA) {
            lastMillis = Math.max(lastMillis, frame.dtsMillis());
        }
        noteKeyFrame(frame);
        notePace(frame);
        queue.add(frame);
        bytes += OutgoingFrames.cost(frame);
        changed.signalAll();
        if (waiting != null && !waiting.held.isEmpty() && isAt(waiting.held.getFirst())) {
            turnToNext();
        }
    }

    private void noteKeyFrame(MediaFrame frame) {
        Track counts = lead;
        if (counts != null && frame.isKeyFrameOf(counts)) {
            gopMillis = keyMillis < 0 ? MAX_GOP_MILLIS : Math.min(frame.dtsMillis() - keyMillis, MAX_GOP_MILLIS);
            keyMillis = frame.dtsMillis();
        }
    }

    private void notePace(MediaFrame frame) {
        long millis = frame.dtsMillis();
        for (MediaPacket packet : frame.packets()) {
            if (packet.type() == PacketType.CODED_FRAMES) {
                Pace before = paces.get(packet.track());
                paces.put(packet.track(), new Pace(millis, before == null ? 0 : millis - before.lastMillis()));
            }
        }
    }

    private static void resume(@Nullable Source source) {
        if (source != null && source.paused) {
            source.paused = false;
            source.resume.run();
        }
    }

    // ---- to the reader ----

    /** The next frame; null at the end. Blocks. */
    @Nullable
    MediaFrame take() throws IOException {
        return take(Long.MAX_VALUE);
    }

    /** The next frame; null at the end, or when none came in time. */
    @Nullable
    MediaFrame take(Duration limit) throws IOException {
        return take(limit.toNanos());
    }

    private @Nullable MediaFrame take(long limitNanos) throws IOException {
        try {
            lock.lockInterruptibly();
            try {
                long left = limitNanos;
                while (queue.isEmpty() && !over && left > 0) {
                    left = changed.awaitNanos(left);
                }
                return poll();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a frame");
        }
    }

    private @Nullable MediaFrame poll() throws RtmpException {
        MediaFrame frame = queue.poll();
        if (frame == null) {
            if (over && failure != null) {
                throw failure.again();
            }
            return null;
        }
        bytes -= OutgoingFrames.cost(frame);
        if (bytes <= maxBytes / 2) {
            resume(current);
            resume(next);
        }
        return frame;
    }

    boolean isOver() {
        lock.lock();
        try {
            return over && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    long waitingBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Time of the newest frame; -1 before the first. */
    long lastMillis() {
        lock.lock();
        try {
            return lastMillis;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes; what there is may still be taken. */
    void end(@Nullable RtmpException why) {
        lock.lock();
        try {
            over = true;
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
