package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.TrackInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A live stream is a log of frames and events. Its publisher appends, and each viewer follows at its own position; nobody
 * waits for anybody. Any thread may call it: its lock is held for the time of a copy, and never while waiting.
 */
public final class LiveStream {
    private final Hub hub;
    private final String path;
    private final Pacing pacing;
    private final HubSettings settings;
    private final StreamLog log;
    private final StreamMeter meter;
    private final List<ViewerGroup> groups = new CopyOnWriteArrayList<>();
    private final List<Tap> taps = new ArrayList<>();

    private @Nullable Publication publisher; // the one whose appends go into the log
    private @Nullable Successor successor;
    private Map<MediaKind, Long> played = Map.of(); // up to when, by those before the publisher
    private boolean dry;
    private long lastAppendNanos;
    private int viewers;

    LiveStream(Hub hub, String path, Pacing pacing) {
        this.hub = hub;
        this.path = path;
        this.pacing = pacing;
        // Who is kept waiting does not lag.
        this.settings = hub.settings().withMaxLag(hub.settings().maxLag().plus(pacing.mergeWindow()));
        this.meter = new StreamMeter(hub.counters());
        this.log = new StreamLog(settings, hub.counters(), hub.pool(), hub.gopPool(), hub.logBytes());
    }

    /** Application and name, as in {@code live/cam}. */
    public String path() {
        return path;
    }

    public synchronized int viewers() {
        return viewers;
    }

    public synchronized boolean hasPublisher() {
        return publisher != null || successor != null;
    }

    /** Whether its publisher has gone without a word, or was asked to connect anew, and the next is waited for. */
    public synchronized boolean awaitsSuccessor() {
        Publication latest = successor == null ? publisher : successor.publication();
        return latest != null && latest.awaitsSuccessor();
    }

    /** What is known of the tracks of its publisher, in the order of kind and ID; none without a publisher. */
    public synchronized List<TrackInfo> tracks() {
        return publisher == null ? List.of() : publisher.tracks();
    }

    /** What is measured of it now. */
    public synchronized StreamFigures figures() {
        return meter.figures(hub.nanoTime());
    }

    /** Forms that are encoded now, once for all their viewers. */
    public synchronized int renditions() {
        return log.renditions();
    }

    synchronized void described(Publication by) {
        if (publisher == by) {
            hub.listener().described(path);
        }
    }

    // ---- publishing ----

    /**
     * Makes the caller the publisher. Empty when there is one that still sends: that one is replaced only when
     * {@code takeOver}, when it awaits its successor, or when it has long been silent. A replaced one may append until the
     * new one's first key frame.
     */
    public Optional<Publication> publish(boolean takeOver) {
        Publication made;
        synchronized (this) {
            Publication latest = successor == null ? publisher : successor.publication();
            long now = hub.nanoTime();
            if (latest != null && !takeOver && !latest.isReplaceable(now, settings.publisherSilence())) {
                return Optional.empty();
            }
            made = new Publication(this, new Timeline(resumeMillis(now), meter::timelineBroken), now);
            if (latest == null) {
                grant(made, now);
                add(new LogEntry.PublisherReturned());
            } else {
                successor = new Successor(made);
            }
        }
        hub.publicationStarted();
        hub.retain(this);
        wakeAll();
        return Optional.of(made);
    }

    boolean append(Publication from, LogEntry entry, boolean mayRide) {
        LogEntry placed = entry;
        Duration wait;
        synchronized (this) {
            long now = hub.nanoTime();
            from.sentAt(now);
            Successor waiting = asSuccessor(from);
            if (waiting != null) {
                if (!(entry instanceof LogEntry.Frame(MediaFrame frame))
                        || !waiting.takesOverWith(frame, now, log.hasVideo())) {
                    if (!waiting.keep(entry)) {
                        meter.dropped();
                    }
                    return true;
                }
                placed = handOver(waiting, frame, now);
            } else if (publisher != from) {
                hub.counters().staleAppends.increment();
                return false;
            } else if (isPlayed(entry)) {
                meter.dropped();
                return true;
            }
            lastAppendNanos = now;
            dry = false;
            add(placed);
            if (placed instanceof LogEntry.Frame(MediaFrame appended)) {
                meter.add(appended, now);
            }
            log.freeIdle(now, false);
            wait = pacing.of(mayRide && log.hasVideo());
        }
        hub.counters().appended.increment();
        hub.counters().appendedBytes.add(entry.bytes());
        if (wait.isZero()) {
            wakeAll();
        } else {
            groups.forEach(group -> group.wakeWithin(wait));
        }
        return true;
    }

    synchronized void clearMetadata(Publication from, String name) {
        Successor waiting = asSuccessor(from);
        if (waiting != null) {
            waiting.forgetMetadata(name);
        } else if (publisher == from) {
            log.forgetMetadata(name);
        }
    }

    void dry(Publication from) {
        synchronized (this) {
            boolean alone = publisher == null && asSuccessor(from) != null;
            if (publisher != from && !alone) {
                return;
            }
            log.freeIdle(hub.nanoTime(), false); // which appending does otherwise
            if (dry) {
                return;
            }
            dry = true;
            add(new LogEntry.StreamDry());
        }
        wakeAll();
    }

    synchronized void awaitSuccessor(Publication from) {
        from.replaceable();
    }

    void end(Publication from) {
        synchronized (this) {
            boolean hadPublisher = hasPublisher();
            if (publisher == from) {
                publisher = null;
                meter.end();
            }
            successor = asSuccessor(from) == null ? successor : null;
            if (hadPublisher && !hasPublisher()) {
                add(new LogEntry.PublisherLeft());
                hub.listener().unpublished(path);
                log.startAnew();
                log.freeIdle(hub.nanoTime(), true);
                // Viewers that lag still get the end.
                groups.stream().findAny().ifPresent(group -> group.after(settings.maxLag(), this::dropPast));
            }
        }
        hub.publicationEnded();
        hub.release(this);
        wakeAll();
    }

    private @Nullable Successor asSuccessor(Publication candidate) {
        return successor != null && successor.publication() == candidate ? successor : null;
    }

    /** The stream changes hands: what there is to know of the new publisher, then its first frame, which is given back. */
    private LogEntry handOver(Successor next, MediaFrame first, long nowNanos) {
        Publication to = next.publication();
        long dtsMillis =
                log.isEmpty() ? first.dtsMillis() : to.timeline().goOnAt(resumeMillis(nowNanos), first.dtsMillis());
        successor = null;
        grant(to, nowNanos);
        log.startAnew();
        next.kept().forEach(kept -> add(kept.at(dtsMillis)));
        hub.counters().handovers.increment();
        return new LogEntry.Frame(first.at(dtsMillis));
    }

    private void grant(Publication to, long nowNanos) {
        meter.begin(nowNanos);
        publisher = to;
        played = log.newestOfKind();
        hub.listener().published(path);
    }

    /** Log time of this moment; -1 when there is no log yet. */
    private long resumeMillis(long nowNanos) {
        return log.isEmpty() ? -1 : log.latestMillis() + TimeUnit.NANOSECONDS.toMillis(nowNanos - lastAppendNanos);
    }

    /** Two publishers seldom interleave audio and video alike; viewers' time does not go back for it. */
    private boolean isPlayed(LogEntry entry) {
        if (!(entry instanceof LogEntry.Frame(MediaFrame frame))) {
            return false;
        }
        Long until = played.get(frame.kind());
        return until != null && frame.dtsMillis() < until;
    }

    private void add(LogEntry entry) {
        log.append(entry);
        taps.forEach(tap -> tap.appended(entry, log.newestMillis()));
    }

    private synchronized void dropPast() {
        if (!hasPublisher()) {
            log.dropPast();
        }
    }

    // ---- playing ----

    /**
     * Hands {@code tap} the metadata and headers in effect now, then all that is appended until {@link #untap}. One that
     * taps already gets them anew, and misses nothing meanwhile. It does not keep the stream alive: whoever is told that
     * the publisher has left should go.
     */
    public synchronized void tap(Tap tap) {
        tap.tapped();
        log.snapshot().entries().forEach(entry -> tap.appended(entry, log.newestMillis()));
        if (!taps.contains(tap)) {
            taps.add(tap);
        }
    }

    /** After this {@code tap} is not called any more. */
    public synchronized void untap(Tap tap) {
        taps.remove(tap);
    }

    /**
     * A viewer of this stream. It waits while there is nothing to play. {@code onMore} runs on {@code loop} whenever the
     * source has more; the caller asks once at the beginning itself. Call from {@code loop}; the source and its
     * {@code close} belong there too.
     */
    public PlaySource play(Form form, PlayStart start, ScheduledExecutorService loop, Runnable onMore) {
        PlaySource source;
        synchronized (this) {
            Optional<Rendition> shared = log.rendition(form); // first: when a form fails, nothing has changed
            if (shared.isPresent()) {
                source = cursor(shared.get(), start, loop, onMore);
            } else {
                FrameEncoder encoder = form.newEncoder(); // this one too
                source = new FrameSource(follower(start, loop, onMore), encoder);
                hub.counters().unsharedViewers.increment();
            }
            join(loop, onMore);
        }
        hub.retain(this);
        return source;
    }

    /** A viewer as {@link #play}, under the same rules, that gets the entries themselves. */
    public Follower follow(PlayStart start, ScheduledExecutorService loop, Runnable onMore) {
        Follower follower;
        synchronized (this) {
            follower = follower(start, loop, onMore);
            join(loop, onMore);
        }
        hub.retain(this);
        return follower;
    }

    private Cursor cursor(Rendition rendition, PlayStart start, ScheduledExecutorService loop, Runnable onMore) {
        long startAfter = startAfter(start);
        var cursor = new Cursor(this, rendition, startAfter, maxLagMillis(), () -> leave(rendition, loop, onMore));
        cursor.startAt(
                start == PlayStart.NOW
                        ? rendition.edge(log.snapshot(), log.newestMillis())
                        : startPoint(rendition, startAfter));
        rendition.addViewer();
        return cursor;
    }

    private Follower follower(PlayStart start, ScheduledExecutorService loop, Runnable onMore) {
        long startAfter = startAfter(start);
        log.addFollower();
        StreamLog.JoinPoint first = start == PlayStart.NOW ? log.edge() : log.startPoint(startAfter);
        return new Follower(this, first, startAfter, maxLagMillis(), () -> leave(null, loop, onMore));
    }

    private long startAfter(PlayStart start) {
        return start == PlayStart.NEWEST_KEY_FRAME ? 0 : log.joinNumber();
    }

    private long maxLagMillis() {
        return settings.maxLag().toMillis();
    }

    /** Where a viewer of {@code rendition} starts, or null when it has to wait. */
    Rendition.@Nullable Join startPoint(Rendition rendition, long after) {
        Rendition.Join newest = rendition.join();
        if (newest != null && newest.number() > after) {
            return newest;
        }
        synchronized (this) {
            newest = rendition.join(); // may have come while we waited for the lock
            if (newest != null && newest.number() > after) {
                return newest;
            }
            // A join point that this rendition alone has given up, for want of memory, will not come back.
            boolean wait = log.waitsForKeyFrame() && log.startMillis(after).isEmpty();
            return wait ? null : rendition.edge(log.snapshot(), log.newestMillis());
        }
    }

    /** The same for a viewer that walks the log itself. */
    synchronized StreamLog.@Nullable JoinPoint startPoint(long after) {
        return log.startPoint(after);
    }

    /** Time of that point; empty where there is none. */
    synchronized OptionalLong startMillis(long after) {
        return log.startMillis(after);
    }

    synchronized long newestMillis() {
        return log.newestMillis();
    }

    void countJump() {
        meter.jumped();
    }

    private void wakeAll() {
        groups.forEach(ViewerGroup::wake);
    }

    private void join(ScheduledExecutorService loop, Runnable onMore) {
        viewers++;
        for (ViewerGroup group : groups) {
            if (group.isOn(loop)) {
                group.add(onMore);
                return;
            }
        }
        ViewerGroup group = new ViewerGroup(loop, hub::nanoTime, hub.counters().fanOutLatency);
        group.add(onMore);
        groups.add(group);
    }

    private void leave(@Nullable Rendition rendition, ScheduledExecutorService loop, Runnable onMore) {
        synchronized (this) {
            viewers--;
            groups.removeIf(group -> group.isOn(loop) && group.removeLast(onMore));
            if (rendition != null) {
                rendition.removeViewer(hub.nanoTime());
                log.freeIdle(hub.nanoTime(), !hasPublisher());
            } else {
                log.removeFollower();
            }
        }
        hub.release(this);
    }
}
