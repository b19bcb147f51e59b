package io.millrace.hub;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * All live streams by path. A stream exists while it has a publisher or a viewer: a viewer may come first and wait. Any
 * thread may call it.
 */
public final class Hub {
    private final HubSettings settings;
    private final Function<String, Pacing> pacing;
    private final LongSupplier nanoTime;
    private final HubListener listener;
    private final HubCounters counters = new HubCounters();
    private final SlabPool pool; // what viewers share
    private final SlabPool gopPool; // what is kept for viewers to come
    private final AtomicLong logBytes = new AtomicLong();
    private final AtomicInteger published = new AtomicInteger();
    private final ConcurrentMap<String, Use> streams = new ConcurrentHashMap<>();

    /** A stream and how many publishers, viewers and callers use it; changed inside the map's compute only. */
    private record Use(LiveStream stream, int count) {}

    public Hub(HubSettings settings) {
        this(settings, System::nanoTime);
    }

    /**
     * A hub with a clock of the caller's.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public Hub(HubSettings settings, LongSupplier nanoTime) {
        this(settings, nanoTime, path -> Pacing.STANDARD);
    }

    /**
     * A hub whose streams differ.
     *
     * @param pacing of a stream by its path, asked when it is made
     */
    public Hub(HubSettings settings, LongSupplier nanoTime, Function<String, Pacing> pacing) {
        this(settings, nanoTime, pacing, HubListener.NONE);
    }

    /**
     * A hub that tells what becomes of its streams.
     *
     * @param pacing as above
     * @param listener is told
     */
    public Hub(HubSettings settings, LongSupplier nanoTime, Function<String, Pacing> pacing, HubListener listener) {
        this.settings = settings;
        this.pacing = pacing;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.pool = new SlabPool(settings.maxSlabBytes(), settings.maxReserveBytes());
        // All of it is kept for later, since what a pool drops is not free before the next collection of the old.
        this.gopPool = new SlabPool(settings.maxSlabBytes(), Long.MAX_VALUE);
    }

    /** Publishes to {@code path}, as {@link LiveStream#publish}; empty too when {@code maxStreams} are published. */
    public Optional<Publication> publish(String path, boolean takeOver) {
        if (isFull() && !isPublished(path)) {
            return Optional.empty();
        }
        return open(path, Integer.MAX_VALUE).flatMap(stream -> {
            try {
                return stream.publish(takeOver);
            } finally {
                release(stream);
            }
        });
    }

    /** Whether as many streams are published as may be. */
    public boolean isFull() {
        return published.get() >= settings.maxStreams();
    }

    /** Who publishes, or is waited for to come back. */
    public int publishers() {
        return published.get();
    }

    /**
     * The stream of that path, made when it does not exist yet; empty when there are too many that nobody publishes: twice
     * {@code maxStreams} in all. The caller {@link #release releases} it once.
     */
    public Optional<LiveStream> open(String path) {
        return open(path, 2 * settings.maxStreams());
    }

    private Optional<LiveStream> open(String path, int limit) {
        Use use = streams.compute(path, (key, known) -> {
            if (known != null) {
                return new Use(known.stream(), known.count() + 1);
            }
            return streams.size() >= limit ? null : new Use(new LiveStream(this, key, pacing.apply(key)), 1);
        });
        return Optional.ofNullable(use).map(Use::stream);
    }

    /** Whether somebody publishes to that path now. */
    public boolean isPublished(String path) {
        Use use = streams.get(path);
        return use != null && use.stream().hasPublisher();
    }

    /** Ends one use; the last one removes the stream. */
    public void release(LiveStream stream) {
        streams.computeIfPresent(
                stream.path(), (key, use) -> use.count() == 1 ? null : new Use(use.stream(), use.count() - 1));
    }

    void publicationStarted() {
        published.incrementAndGet();
    }

    void publicationEnded() {
        published.decrementAndGet();
    }

    /** One more use of a stream that is in use. */
    void retain(LiveStream stream) {
        streams.computeIfPresent(stream.path(), (key, use) -> new Use(use.stream(), use.count() + 1));
    }

    /** The streams there are now, in no order. */
    public Collection<LiveStream> streams() {
        return streams.values().stream().map(Use::stream).toList();
    }

    public HubSettings settings() {
        return settings;
    }

    public HubCounters counters() {
        return counters;
    }

    /** Direct memory with the bytes that viewers share. */
    public long slabBytes() {
        return pool.usedBytes();
    }

    /** Direct memory with what streams keep for viewers to come. */
    public long gopBytes() {
        return gopPool.usedBytes();
    }

    /** Direct memory that no stream holds, kept for later. */
    public long reserveBytes() {
        return pool.freeBytes() + gopPool.freeBytes();
    }

    /** The hub's clock, as {@link System#nanoTime}. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    HubListener listener() {
        return listener;
    }

    AtomicLong logBytes() {
        return logBytes;
    }

    SlabPool pool() {
        return pool;
    }

    SlabPool gopPool() {
        return gopPool;
    }
}
