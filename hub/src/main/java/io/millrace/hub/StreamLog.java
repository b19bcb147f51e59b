package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one stream from the newest join point on, and their renditions. Not thread-safe: {@link LiveStream}'s lock
 * guards it. While there are followers, new entries are linked to a chain that they walk without the lock. The log holds its
 * end only, so what no follower has still to read is garbage.
 */
final class StreamLog {
    /** Without a key frame for this long one joins at the live edge. */
    private static final long KEY_FRAME_PATIENCE_MILLIS = 10_000;

    /** Stands for an entry that nobody will read. */
    private static final Node NONE = new Node(new LogEntry.PublisherLeft(), 0);

    private final HubSettings settings;
    private final HubCounters counters;
    private final SlabPool pool;
    private final SlabPool gopPool;
    private final AtomicLong allLogs;
    private final Map<Form, Rendition> renditions = new HashMap<>();

    private final Map<MediaKind, Long> newestOfKind = new EnumMap<>(MediaKind.class);
    private long newestMillis;
    private int followers;
    // While there are followers: the node before the first entry since the join point, and that of the newest entry.
    private Node head = NONE;
    private Node tail = NONE;
    private StreamSnapshot snapshot = StreamSnapshot.EMPTY;
    private @Nullable Join join;
    private final Gop gop; // the entries since then
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

        private Node append(LogEntry following, long followingMillis) {
            Node node = new Node(following, followingMillis);
            next = node;
            return node;
        }
    }

    /**
     * The newest key frame that viewers can start at.
     *
     * @param snapshot what must be known before
     * @param number rises with each of the stream
     */
    private record Join(StreamSnapshot snapshot, long dtsMillis, long number) {}

    /**
     * Where a viewer that walks the entries starts.
     *
     * @param before the node before the first one to play
     * @param snapshot what must be known before that
     */
    record JoinPoint(Node before, StreamSnapshot snapshot, long dtsMillis) {}

    /**
     * An empty log.
     *
     * @param pool for the bytes that viewers share
     * @param gopPool for what is kept for viewers to come
     * @param allLogs bytes that the logs of all streams keep for viewers to come
     */
    StreamLog(HubSettings settings, HubCounters counters, SlabPool pool, SlabPool gopPool, AtomicLong allLogs) {
        this.settings = settings;
        this.counters = counters;
        this.pool = pool;
        this.gopPool = gopPool;
        this.gop = new Gop(gopPool);
        this.allLogs = allLogs;
    }

    /** Time of the newest entry; 0 before the first. */
    long newestMillis() {
        return newestMillis;
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
            case LogEntry.PublisherLeft left -> {
                renditions.values().forEach(rendition -> rendition.markEnd(newestMillis));
                add(left, newestMillis);
            }
            case LogEntry.PublisherReturned returned -> {
                renditions.values().forEach(Rendition::clearEnd);
                add(returned, newestMillis);
            }
            case LogEntry.StreamDry dry -> add(dry, newestMillis);
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
        if (join != null) {
            made.markJoin(join.snapshot, join.dtsMillis, join.number);
            gop.forEach(entry -> made.append(entry.entry(), entry.dtsMillis()));
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
        if (isJoinAfter(after) && join != null) {
            return new JoinPoint(head, join.snapshot, join.dtsMillis);
        }
        return waitsForKeyFrame() ? null : edge();
    }

    /** Time of the {@link #startPoint}; empty where there is none. */
    OptionalLong startMillis(long after) {
        if (isJoinAfter(after) && join != null) {
            return OptionalLong.of(join.dtsMillis);
        }
        return waitsForKeyFrame() ? OptionalLong.empty() : OptionalLong.of(newestMillis);
    }

    private boolean isJoinAfter(long after) {
        return join != null && join.number > after;
    }

    /** A viewer that walks the entries will ask for its {@link #startPoint}, or the {@link #edge}. */
    void addFollower() {
        if (followers == 0) {
            Node before = new Node(new LogEntry.PublisherLeft(), newestMillis);
            Node last = before;
            for (TimedEntry entry : gop) {
                last = last.append(entry.entry(), entry.dtsMillis());
            }
            head = before;
            tail = last;
        }
        followers++;
    }

    void removeFollower() {
        if (--followers == 0) {
            head = NONE;
            tail = NONE;
        }
    }

    /** A start behind the newest entry. */
    JoinPoint edge() {
        return new JoinPoint(tail, snapshot, newestMillis);
    }

    /** Whether a viewer that finds no join point had better wait for one than start at the live edge. */
    boolean waitsForKeyFrame() {
        return hasVideo() && !gopTooLarge && newestMillis - keyFrameMillis <= KEY_FRAME_PATIENCE_MILLIS;
    }

    /** Number of the newest join point there ever was; 0 before the first. */
    long joinNumber() {
        return joinNumber;
    }

    private void add(LogEntry entry, long dtsMillis) {
        newestMillis = dtsMillis;
        if (followers > 0) { // else a chain of garbage: what is old in it would take the young along
            tail = tail.append(entry, dtsMillis);
        }
        renditions.values().forEach(rendition -> rendition.append(entry, dtsMillis));
        long cost = entry.cost();
        bytesSinceJoin += cost;
        if (join == null) {
            head = tail; // else all entries would live as long as there is a follower
            return;
        }
        countedBytes += cost;
        long all = allLogs.addAndGet(cost);
        if (bytesSinceJoin > settings.maxStreamBytes() || all > settings.maxSlabBytes() || gopPool.isExhausted()) {
            counters.unjoinableGops.increment();
            gopTooLarge = true;
            forgetJoinPoint();
        } else {
            gop.add(entry, dtsMillis);
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
            gop.restart();
            head = tail;
            join = new Join(snapshot, frame.dtsMillis(), ++joinNumber);
            renditions.values().forEach(rendition -> rendition.markJoin(snapshot, frame.dtsMillis(), joinNumber));
        }
    }

    private void uncount() {
        allLogs.addAndGet(-countedBytes);
        countedBytes = 0;
    }

    private void forgetJoinPoint() {
        join = null;
        head = tail;
        gop.free();
        uncount();
        renditions.values().forEach(Rendition::clearJoin);
    }
}
