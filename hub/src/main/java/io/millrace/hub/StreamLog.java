package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one stream from the newest join point on, and their renditions. Not thread-safe: {@link LiveStream}'s lock
 * guards it. Entries form a chain that readers may walk without the lock; what nobody refers to is garbage.
 */
final class StreamLog {
    /** Without a key frame for this long one joins at the live edge. */
    private static final long KEY_FRAME_PATIENCE_MILLIS = 10_000;

    private final HubSettings settings;
    private final HubCounters counters;
    private final SlabPool pool;
    private final AtomicLong allLogs;
    private final Map<Form, Rendition> renditions = new HashMap<>();

    private final Map<MediaKind, Long> newestOfKind = new EnumMap<>(MediaKind.class);
    private Node tail = new Node(new LogEntry.PublisherLeft(), 0); // stands before the first entry
    private StreamSnapshot snapshot = StreamSnapshot.EMPTY;
    private @Nullable JoinPoint joinPoint;
    private boolean gopTooLarge; // the present one: nobody can join in it
    private long joinNumber;
    private long bytesSinceJoin;
    private long countedBytes; // of the budget of all logs: what the join point keeps alive
    private LeadVideo leadVideo = new LeadVideo();
    private long keyFrameMillis;

    /** One entry and, once there is one, the entry after it. */
    static final class Node {
        final LogEntry entry;
        final long dtsMillis;
        private volatile @Nullable Node next;

        Node(LogEntry entry, long dtsMillis) {
            this.entry = entry;
            this.dtsMillis = dtsMillis;
        }

        @Nullable
        Node next() {
            return next;
        }
    }

    /**
     * Where a viewer can start.
     *
     * @param before the node before the first one to play
     * @param snapshot what must be known before that
     * @param number rises with each join point of the stream
     */
    record JoinPoint(Node before, StreamSnapshot snapshot, long dtsMillis, long number) {}

    /**
     * An empty log.
     *
     * @param allLogs bytes that the logs of all streams keep for viewers to come
     */
    StreamLog(HubSettings settings, HubCounters counters, SlabPool pool, AtomicLong allLogs) {
        this.settings = settings;
        this.counters = counters;
        this.pool = pool;
        this.allLogs = allLogs;
    }

    /** Time of the newest entry; 0 before the first. */
    long newestMillis() {
        return tail.dtsMillis;
    }

    /** Whether there never was a frame. */
    boolean isEmpty() {
        return newestOfKind.isEmpty();
    }

    /** Time of the newest frame of each kind that there was. */
    Map<MediaKind, Long> newestOfKind() {
        return Map.copyOf(newestOfKind);
    }

    /** The latest time of a frame: when audio and video are apart, not always that of the newest. Not for an empty log. */
    long latestMillis() {
        return Collections.max(newestOfKind.values());
    }

    boolean hasVideo() {
        return leadVideo.isKnown();
    }

    StreamSnapshot snapshot() {
        return snapshot;
    }

    /** A new publisher: what the last one said of its tracks does not hold for this one. */
    void startAnew() {
        snapshot = StreamSnapshot.EMPTY;
        leadVideo = new LeadVideo();
        forgetJoinPoint();
    }

    void forgetMetadata(String name) {
        snapshot = snapshot.withoutMetadata(name);
    }

    void append(LogEntry entry) {
        switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> {
                newestOfKind.put(frame.kind(), frame.dtsMillis());
                followVideo(frame);
                add(entry, frame.dtsMillis());
            }
            case LogEntry.Metadata metadata -> add(metadata, metadata.frame().dtsMillis());
            case LogEntry.TrackMaps maps -> add(maps, maps.frame().dtsMillis());
            case LogEntry.PublisherLeft left -> add(left, tail.dtsMillis);
            case LogEntry.PublisherReturned returned -> add(returned, tail.dtsMillis);
            case LogEntry.StreamDry dry -> add(dry, tail.dtsMillis);
        }
        snapshot = snapshot.with(entry);
    }

    /** The shared bytes of a form; empty when the stream has as many forms as are shared. */
    Optional<Rendition> rendition(Form form) {
        Rendition known = renditions.get(form);
        if (known != null) {
            return Optional.of(known);
        }
        if (renditions.size() >= settings.maxRenditions()) {
            return Optional.empty();
        }
        if (pool.isExhausted()) {
            counters.memoryRefusals.increment();
            return Optional.empty();
        }
        Rendition made = new Rendition(pool, form.newEncoder(), settings, counters);
        JoinPoint join = joinPoint;
        if (join != null) {
            made.markJoin(join.snapshot(), join.dtsMillis(), join.number());
            for (Node node = join.before().next(); node != null; node = node.next()) {
                made.append(node.entry, node.dtsMillis);
            }
        }
        renditions.put(form, made);
        return Optional.of(made);
    }

    void dropPast() {
        renditions.values().forEach(Rendition::dropPast);
    }

    int renditions() {
        return renditions.size();
    }

    /** Frees what nobody has watched for a while; all that nobody watches when {@code atOnce}. */
    void freeIdle(long nowNanos, boolean atOnce) {
        renditions.values().removeIf(rendition -> {
            boolean idle = atOnce ? rendition.viewers() == 0 : rendition.isIdle(nowNanos);
            if (idle) {
                rendition.free();
            }
            return idle;
        });
    }

    /**
     * Where a viewer starts that can take only join points after number {@code after}: the newest one, the live edge of a
     * stream in which waiting for a key frame makes no sense, or null: wait.
     */
    @Nullable
    JoinPoint startPoint(long after) {
        if (joinPoint != null && joinPoint.number() > after) {
            return joinPoint;
        }
        return waitsForKeyFrame() ? null : edge();
    }

    /** A start behind the newest entry. */
    JoinPoint edge() {
        return new JoinPoint(tail, snapshot, tail.dtsMillis, joinNumber);
    }

    /** Whether a viewer that finds no join point had better wait for one than start at the live edge. */
    boolean waitsForKeyFrame() {
        return hasVideo() && !gopTooLarge && tail.dtsMillis - keyFrameMillis <= KEY_FRAME_PATIENCE_MILLIS;
    }

    /** Number of the newest join point there ever was; 0 before the first. */
    long joinNumber() {
        return joinNumber;
    }

    private void add(LogEntry entry, long dtsMillis) {
        Node node = new Node(entry, dtsMillis);
        tail.next = node;
        tail = node;
        renditions.values().forEach(rendition -> rendition.append(entry, dtsMillis));
        long cost = entry.cost();
        bytesSinceJoin += cost;
        if (joinPoint == null) {
            return;
        }
        countedBytes += cost;
        long all = allLogs.addAndGet(cost);
        if (bytesSinceJoin > settings.maxStreamBytes() || all > settings.maxSlabBytes()) {
            counters.unjoinableGops.increment();
            gopTooLarge = true;
            forgetJoinPoint();
        }
    }

    /** Marks where viewers can start. Patience begins with the first video there is. */
    private void followVideo(MediaFrame frame) {
        boolean hadVideo = hasVideo();
        boolean isStart = leadVideo.startsAt(frame);
        if (isStart || hadVideo != hasVideo()) {
            keyFrameMillis = frame.dtsMillis();
        }
        if (isStart) {
            bytesSinceJoin = 0;
            uncount();
            gopTooLarge = false;
            JoinPoint join = new JoinPoint(tail, snapshot, frame.dtsMillis(), ++joinNumber);
            joinPoint = join;
            renditions.values().forEach(rendition -> rendition.markJoin(snapshot, join.dtsMillis(), join.number()));
        }
    }

    private void uncount() {
        allLogs.addAndGet(-countedBytes);
        countedBytes = 0;
    }

    private void forgetJoinPoint() {
        joinPoint = null;
        uncount();
        renditions.values().forEach(Rendition::clearJoin);
    }
}
