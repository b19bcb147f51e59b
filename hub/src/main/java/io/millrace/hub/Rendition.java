package io.millrace.hub;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A stream's log as the wire bytes of one {@link Form}, encoded once for all its viewers. The stream's lock guards
 * everything here but {@link #tail()} and {@link #join()}, which viewers read at any time.
 */
final class Rendition {
    private static final int MAX_SLAB_BYTES = 1 << 20;

    private final SlabPool pool;
    private final FrameEncoder encoder;
    private final HubSettings settings;
    private final HubCounters counters;
    private final Deque<Slab> slabs = new ArrayDeque<>();
    private final Output output = new Output();
    private long slabBytes;
    private long slabNumber;
    private volatile Slab tail;
    private volatile @Nullable Join join;
    private volatile @Nullable Join end;

    // The rate, for the size of slabs: bytes since a moment of the log.
    private long rateBytes;
    private long rateSinceMillis = Long.MIN_VALUE;
    private int slabSize = SlabPool.MIN_BYTES;

    // The lock's, like all else: who is watching.
    private int viewers;
    private long idleSinceNanos;

    /**
     * Where a viewer can start.
     *
     * @param preamble metadata and headers as wire bytes, to be sent before the first frame; shared, so readers duplicate it
     * @param dtsMillis the time that the preamble bears
     * @param number rises with each join point of the stream; 0 at the live edge
     */
    record Join(ByteBuffer preamble, long dtsMillis, Slab slab, int offset, long number) {
        boolean isAheadOf(Slab position, int positionOffset) {
            return slab.number() > position.number() || (slab.number() == position.number() && offset > positionOffset);
        }
    }

    Rendition(SlabPool pool, FrameEncoder encoder, HubSettings settings, HubCounters counters) {
        this.pool = pool;
        this.counters = counters;
        this.encoder = encoder;
        this.settings = settings;
        this.tail = addSlab(SlabPool.MIN_BYTES);
    }

    // ---- viewers, on any thread ----

    /** The slab that is being written. */
    Slab tail() {
        return tail;
    }

    /** The newest join point, or null when no viewer can start with a key frame now. */
    @Nullable
    Join join() {
        return join;
    }

    /** Where it says that the publisher has left, while there is none. */
    @Nullable
    Join end() {
        return end;
    }

    // ---- the stream, under its lock ----

    /** Adds what the form makes of {@code entry}; readers see it when the whole is there. */
    void append(LogEntry entry, long dtsMillis) {
        output.dtsMillis = dtsMillis;
        try {
            encoder.encode(entry, dtsMillis, output);
            tail.publish();
        } catch (RuntimeException e) {
            // The form cannot say this entry. The viewers of this form go without it; nobody else is touched.
            tail.forgetUnpublished();
            counters.encodeFailures.increment();
        }
        measureRate(dtsMillis);
    }

    /** The next entry appended, at {@code dtsMillis}, is a place to start, after what {@code snapshot} says. */
    void markJoin(StreamSnapshot snapshot, long dtsMillis, long number) {
        join = joinHere(snapshot, dtsMillis, number);
        evict(dtsMillis);
    }

    /** The next entry appended says that the publisher has left. */
    void markEnd(long dtsMillis) {
        end = new Join(ByteBuffer.allocate(0), dtsMillis, tail, tail.written(), 0);
    }

    void clearEnd() {
        end = null;
    }

    /** No viewer may start at the last join point any more. */
    void clearJoin() {
        join = null;
    }

    /** A start at the live edge, for streams where one need not wait for a key frame. */
    Join edge(StreamSnapshot snapshot, long dtsMillis) {
        return joinHere(snapshot, dtsMillis, 0);
    }

    void addViewer() {
        viewers++;
    }

    void removeViewer(long nowNanos) {
        viewers--;
        idleSinceNanos = nowNanos;
    }

    boolean isIdle(long nowNanos) {
        return viewers == 0
                && nowNanos - idleSinceNanos >= settings.renditionLinger().toNanos();
    }

    int viewers() {
        return viewers;
    }

    /** Gives the memory back; pieces in flight keep theirs. */
    void free() {
        join = null;
        end = null;
        slabs.forEach(Slab::evict);
        slabs.clear();
        slabBytes = 0;
    }

    private Join joinHere(StreamSnapshot snapshot, long dtsMillis, long number) {
        return new Join(preamble(snapshot, dtsMillis), dtsMillis, tail, tail.written(), number);
    }

    private ByteBuffer preamble(StreamSnapshot snapshot, long dtsMillis) {
        var bytes = new HeapOutput();
        try {
            snapshot.encode(encoder, dtsMillis, bytes);
            return bytes.take();
        } catch (RuntimeException e) {
            counters.encodeFailures.increment();
            return ByteBuffer.allocate(0);
        }
    }

    /**
     * Drops the oldest slabs: what no viewer within the lag needs, more when over the bound of the stream, and all of the
     * past when memory is exhausted. A join point goes in the last case only: the log itself gives up those too large.
     */
    private void evict(long nowMillis) {
        while (slabs.size() > 1) {
            Slab oldest = slabs.getFirst();
            boolean isJoin = join != null && join.slab().number() == oldest.number();
            boolean isRecent =
                    nowMillis - lastTimeOf(oldest) <= settings.maxLag().toMillis();
            boolean isOverBound = slabBytes > settings.maxStreamBytes();
            if ((isJoin || (isRecent && !isOverBound)) && !pool.isExhausted()) {
                return;
            }
            if (isJoin) {
                join = null;
            }
            drop(oldest);
        }
    }

    /** Keeps the end of the log only: there is no publisher, and whoever lags has had the time to catch up. */
    void dropPast() {
        join = null;
        while (slabs.size() > 1) {
            drop(slabs.getFirst());
        }
    }

    private void drop(Slab oldest) {
        slabs.removeFirst();
        slabBytes -= oldest.capacity();
        oldest.evict();
    }

    private static long lastTimeOf(Slab slab) {
        Slab.Published published = slab.published();
        return published.isEmpty() ? Long.MIN_VALUE / 2 : published.lastTime();
    }

    private Slab addSlab(int bytes) {
        Slab slab = new Slab(pool, bytes, slabNumber++);
        slabs.addLast(slab);
        slabBytes += slab.capacity();
        return slab;
    }

    /** About one second of the stream per slab: few enough writes are cut by a slab's end, little enough is kept too long. */
    private void measureRate(long dtsMillis) {
        long span = dtsMillis - rateSinceMillis;
        if (rateSinceMillis == Long.MIN_VALUE || span < 0) {
            rateSinceMillis = dtsMillis;
            rateBytes = 0;
        } else if (span >= 1000) {
            long perSecond = rateBytes * 1000 / span;
            slabSize = Math.clamp(perSecond, SlabPool.MIN_BYTES, MAX_SLAB_BYTES);
            rateSinceMillis = dtsMillis;
            rateBytes = 0;
        }
    }

    /** Messages one after the other in slabs; a message never spans two. */
    private final class Output implements WireOutput {
        private long dtsMillis;
        private int messageStart;

        @Override
        public ByteBuffer message(int bytes) {
            if (!tail.hasRoom(bytes)) {
                Slab full = tail;
                full.publish();
                Slab fresh = addSlab(Math.max(slabSize, bytes));
                full.link(fresh);
                tail = fresh;
                evict(dtsMillis);
            }
            rateBytes += bytes;
            messageStart = tail.written();
            return tail.append(bytes, dtsMillis);
        }

        @Override
        public void mayCutAt(int offset) {
            tail.addCutInside(messageStart + offset);
        }
    }
}
