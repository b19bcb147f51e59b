package io.millrace.server.hls;

import io.millrace.hub.Follower;
import io.millrace.hub.LiveStream;
import io.millrace.hub.LogEntry;
import io.millrace.hub.PlayStart;
import io.millrace.hub.TimedEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.Segmenter;
import io.millrace.server.http.StreamRequests;
import io.millrace.transport.LogText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packages one live stream in one container, for all its players. It follows the stream as a viewer does; publishers may leave
 * and come back, and tracks come and go, while its playlists go on. Belongs to one event loop, on which a frame costs it
 * some microseconds, but for what says otherwise.
 */
final class HlsPackager {
    private static final Logger log = LoggerFactory.getLogger(HlsPackager.class);

    /** How often it looks for what no frame tells. */
    private static final long TICK_MILLIS = 250;

    private final LiveStream stream;
    private final HlsContainer container;
    private final HlsSettings settings;
    private final HlsCounters counters;
    private final ScheduledExecutorService loop;
    private final HlsClock clock;
    private final Runnable release;
    private final HlsLives lives;
    private final HlsMemory.Place place;
    private final HlsLife life;
    private final long createdNanos;
    private final HlsRenditions renditions;
    private final OfferRequests waiting = new OfferRequests();

    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable Follower follower;
    private @Nullable Segmenter segmenter;
    private @Nullable SegmentTargets targets;
    private boolean measured; // whether players may have been told the target duration
    private List<TrackInfo> packaged = List.of();
    private @Nullable Long leftNanos; // when the publisher left
    private @Nullable Settling settling; // as long as nothing is to be read of its publisher
    private boolean ended;
    private volatile boolean over;
    private volatile long askedNanos;

    /** Packages nothing before it is {@link #start started}; {@code release} gives the stream back when it is over. */
    HlsPackager(
            LiveStream stream,
            HlsContainer container,
            HlsSettings settings,
            StreamRequests requests,
            HlsCounters counters,
            ScheduledExecutorService loop,
            HlsClock clock,
            HlsLives lives,
            HlsMemory.Place place,
            Runnable release) {
        this.lives = lives;
        this.place = place;
        this.release = release;
        this.stream = stream;
        this.container = container;
        this.settings = settings;
        this.counters = counters;
        this.loop = loop;
        this.clock = clock;
        life = lives.begin(stream.path(), clock.millis());
        renditions = new HlsRenditions(container, settings, requests, counters, place, life, this::windowIsShort);
        createdNanos = clock.nanos();
        askedNanos = createdNanos;
        settling = new Settling(List.of(), createdNanos);
    }

    // ---- its life ----

    /** To be called once. */
    void start() {
        counters.packagersStarted.increment();
        ticks = loop.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        log.info("{}: packaged as {}", stream.path(), container);
    }

    /**
     * Runs {@code task} where it belongs, and takes note that somebody wants the stream. Any thread may call.
     *
     * @param failed what becomes of who has asked, if that is by a fault of ours
     */
    void ask(Runnable task, Consumer<Throwable> failed) {
        askedNanos = clock.nanos();
        loop.execute(() -> {
            try {
                task.run();
            } catch (Throwable e) { // an error too: nobody else would answer
                fault(e);
                failed.accept(e);
            }
        });
    }

    /** Whether nothing comes of it any more, and another is to be made. Any thread may ask. */
    boolean isOver() {
        return over;
    }

    private void tick() {
        try {
            long now = clock.nanos();
            followPublisher(now);
            packageMore(); // first, as it may have returned
            if (over) {
                return;
            }
            followTracks(now);
            packageMore();
            endIfLeft(now);
            renditions.followTime(now);
            renditions.answerWaiting(now);
            answerWaiting(now);
            if (renditions.isWaitedFor() || waiting.isWaitedFor()) {
                askedNanos = now;
            }
            boolean wanted = settings.always(container) && leftNanos == null;
            if (!renditions.fit()) {
                closeForMemory();
            } else if (!wanted && now - askedNanos > settings.idleNanos(targets)) {
                close("nobody asks for it");
            } else if (segmenter == null && now - createdNanos >= OfferRequests.PATIENCE_NANOS) {
                close("nothing of it can be in this container");
            } else if (ended && leftNanos == null) {
                close("players were told that it is over, and another begins");
            }
        } catch (Throwable e) { // an error too: there would be no other tick
            fault(e);
        }
    }

    /** Not by entries, of which a viewer that lags may miss some. */
    private void followPublisher(long nowNanos) {
        if (stream.hasPublisher()) {
            leftNanos = null;
        } else if (leftNanos == null) {
            leftNanos = nowNanos;
        }
    }

    private void endIfLeft(long nowNanos) {
        if (leftNanos != null && !ended && nowNanos - leftNanos >= settings.endAfterNanos()) {
            packageMore(); // what it sent last
            end(nowNanos);
        }
    }

    private void end(long nowNanos) {
        ended = true;
        renditions.end();
        delivered(nowNanos);
    }

    private void fault(Throwable e) {
        log.error("{}: a fault of ours, no longer packaged", stream.path(), e);
        close("a fault");
    }

    private void windowIsShort(long millis, String option) {
        log.warn(
                "{}: players can go back {} and not {} (hls-window): it takes more memory than {} leaves it",
                stream.path(),
                LogText.of(Duration.ofSeconds(millis / 1000)),
                LogText.of(settings.application().hlsWindow()),
                option);
    }

    private void closeForMemory() {
        place.refuse(clock.nanos());
        close("there is no memory left for it (hls.max-total-bytes)");
    }

    private void close(String reason) {
        if (over) {
            return;
        }
        int nextRun = segmenter == null ? 0 : segmenter.nextRun();
        lives.over(stream.path(), renditions.nextMsn(), life.firstDiscontinuity() + nextRun);
        over = true;
        if (ticks != null) {
            ticks.cancel(false);
        }
        counters.packagersEnded.increment();
        finish(this::stopFollowing);
        finish(() -> end(clock.nanos()));
        finish(renditions::close);
        finish(waiting::close);
        finish(release);
        log.info("{}: no longer packaged as {}: {}", stream.path(), container, reason);
    }

    /** Whatever one step comes to, the next is taken. */
    private void finish(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) { // an error too: memory would not be given back
            log.error("{}: a fault of ours at the end", stream.path(), e);
        }
    }

    private void stopFollowing() {
        if (follower != null) {
            follower.close();
        }
    }

    // ---- the tracks ----

    /** Packages the tracks that there are, once all have had time to come. */
    private void followTracks(long nowNanos) {
        List<TrackInfo> all = stream.tracks();
        List<TrackInfo> now = container.packageable(all);
        Settling publisher = settling;
        if (publisher != null && !publisher.isOver(!all.isEmpty(), tracks(now), nowNanos)) {
            return;
        }
        settling = null;
        if (!now.isEmpty()) {
            boolean same = tracks(now).equals(tracks(packaged));
            packaged = now;
            if (!same) {
                packageAnew(tracks(now), publisher != null);
            }
        }
    }

    /** What headers leave to the frames. */
    private void learnMore() {
        List<TrackInfo> now = container.packageable(stream.tracks());
        if (tracks(now).equals(tracks(packaged))) {
            packaged = now;
        }
    }

    private static List<Track> tracks(List<TrackInfo> infos) {
        return infos.stream().map(TrackInfo::track).toList();
    }

    /** @param returned whether nothing was read yet of the publisher who has them */
    private void packageAnew(List<Track> tracks, boolean returned) {
        Segmenter before = segmenter;
        if (before != null) {
            deliver(before.discontinuity());
        }
        if (over) {
            return; // there was no memory for it
        }
        if (before == null || !returned) {
            follow(before == null ? PlayStart.NEWEST_KEY_FRAME : PlayStart.NEXT_KEY_FRAME);
        }
        SegmentTargets known = targets == null ? settings.targets(packaged, stream.figures()) : targets;
        targets = known;
        segmenter = container.segmenter(tracks, known, before == null ? 0 : before.nextRun());
        renditions.show(tracks, known, clock.nanos());
    }

    /**
     * Of a stream that has just begun it is not known how long segments are before the first has ended. What players are told then
     * does not change any more, and they begin so much further back: so it is to be no guess.
     */
    private void measureFirst() {
        if (measured || targets == null || segmenter == null) {
            return;
        }
        long longest = renditions.longestMillis();
        if (longest == 0) {
            return;
        }
        measured = true;
        long gop = HlsSettings.longestGopMillis(packaged, stream.figures());
        if (gop > 0) {
            int seconds = settings.targetDuration(Math.max(longest, gop), targets);
            targets = targets.withTargetDuration(seconds);
            segmenter.targetDuration(seconds);
            renditions.targetDuration(seconds);
        }
        long most = 1000L * targets.targetDurationSeconds();
        boolean wasCut = longest >= most && gop < longest;
        if (HlsSettings.hasVideo(packaged) && (gop == 0 || gop > most || wasCut)) {
            renditions.promiseNothing();
        }
    }

    /** With all headers anew, for another segmenter. Not before there is one: what is not read stays in memory. */
    private void follow(PlayStart start) {
        stopFollowing();
        follower = stream.follow(start, loop, this::packageMore);
    }

    // ---- the frames ----

    /** Packages what has come; of a publisher who has returned nothing before its tracks are known. */
    private void packageMore() {
        try {
            boolean more = segmenter != null;
            while (more && !over) {
                if (settling != null) {
                    followTracks(clock.nanos());
                }
                more = settling == null && packageUntilReturn();
            }
        } catch (Throwable e) { // an error too: it would be half packaged
            fault(e);
        }
    }

    /** Gives whether there may be more: of a publisher who has returned. */
    private boolean packageUntilReturn() {
        Segmenter cuts = Objects.requireNonNull(segmenter);
        List<TimedEntry> entries = takeUntilReturn();
        if (entries.isEmpty()) {
            return false;
        }
        long clockOffset = clock.millis() - entries.getLast().dtsMillis();
        List<SegmentOutput> out = new ArrayList<>();
        for (TimedEntry entry : entries) {
            switch (entry.entry()) {
                case LogEntry.Frame(MediaFrame frame) ->
                    out.addAll(cuts.add(frame.at(entry.dtsMillis()), clockOffset + entry.dtsMillis()));
                case LogEntry.PublisherLeft left -> out.addAll(cuts.discontinuity());
                case LogEntry.PublisherReturned returned -> {
                    out.addAll(cuts.discontinuity());
                    settling = new Settling(tracks(packaged), clock.nanos());
                }
                case LogEntry.Metadata m -> {}
                case LogEntry.TrackMaps t -> {}
                case LogEntry.StreamDry d -> {}
            }
        }
        deliver(out);
        return settling != null;
    }

    private List<TimedEntry> takeUntilReturn() {
        List<TimedEntry> entries = new ArrayList<>();
        for (TimedEntry next = take(); next != null; next = take()) {
            entries.add(next);
            if (next.entry() instanceof LogEntry.PublisherReturned) {
                break;
            }
        }
        return entries;
    }

    private @Nullable TimedEntry take() {
        return follower == null ? null : follower.next();
    }

    private void deliver(List<SegmentOutput> outputs) {
        if (outputs.isEmpty() || ended) {
            return;
        }
        boolean fits = renditions.add(outputs);
        measureFirst();
        delivered(clock.nanos());
        if (!fits) {
            closeForMemory();
        }
    }

    private void delivered(long nowNanos) {
        renditions.forgetTexts();
        renditions.answerWaiting(nowNanos);
        answerWaiting(nowNanos);
    }

    // ---- what is asked for ----

    /** Empty if there is none of that name. */
    Optional<HlsRendition> rendition(String name) {
        return renditions.find(name);
    }

    /**
     * All renditions as soon as they can be played, on its loop; none if that is not in time. Any thread may ask.
     *
     * @param gone whether nobody waits for it any more: then nothing may come of it
     */
    CompletableFuture<HlsOffers> offers(BooleanSupplier gone) {
        var offers = new CompletableFuture<HlsOffers>();
        Runnable task = () -> {
            if (over) {
                offers.complete(HlsOffers.NONE);
                return;
            }
            learnMore();
            waiting.add(offers, gone, playable(), renditions.shown().size(), clock.nanos());
        };
        ask(task, fault -> offers.complete(HlsOffers.NONE));
        return offers;
    }

    private void answerWaiting(long nowNanos) {
        if (!waiting.isIdle()) {
            learnMore();
            waiting.answer(playable(), renditions.shown().size(), nowNanos);
        }
    }

    private List<HlsOffer> playable() {
        List<HlsOffer> offers = new ArrayList<>();
        for (HlsRendition rendition : renditions.shown()) {
            List<TrackInfo> of = packaged.stream()
                    .filter(info -> container.rendition(info.track()).equals(rendition.name()))
                    .toList();
            if (rendition.window().hasSegments() && !of.isEmpty()) {
                offers.add(new HlsOffer(
                        rendition.name(),
                        of,
                        frameRate(of.getFirst()),
                        rendition.window().peakBandwidth(),
                        rendition.window().averageBandwidth()));
            }
        }
        return offers;
    }

    /** What was measured, where neither the publisher nor the codec's headers tell. */
    private double frameRate(TrackInfo track) {
        if (track.track().kind() != MediaKind.VIDEO || track.frameRate() > 0) {
            return track.frameRate();
        }
        return HlsSettings.measured(track, stream.figures())
                .map(found -> Math.rint(found.framesPerSecond()))
                .orElse(0.0);
    }
}
