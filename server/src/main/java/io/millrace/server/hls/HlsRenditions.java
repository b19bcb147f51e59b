package io.millrace.server.hls;

import io.millrace.media.Track;
import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.LiveWindow;
import io.millrace.mux.hls.MediaPlaylist.RenditionReport;
import io.millrace.server.http.StreamRequests;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The renditions of a packager, and what they hold of the memory: of all of them the oldest segment goes first, so that players can
 * go back as far in one as in the other. When a track goes, its rendition ends as a stream does whose publisher goes, and is
 * forgotten when nobody can play what is left of it any more. Belongs to the event loop of the packager.
 */
final class HlsRenditions {
    private final HlsContainer container;
    private final HlsSettings settings;
    private final StreamRequests requests;
    private final HlsCounters counters;
    private final HlsMemory.Place place;
    private final HlsLife life;
    private final Map<String, HlsRendition> renditions = new LinkedHashMap<>();
    private final Map<String, Long> leftNanos = new HashMap<>(); // since when their tracks are gone
    private final Map<String, Long> nextMsns = new HashMap<>(); // of those that were removed
    private final BiConsumer<Long, String> shortened;
    private long countedBytes;
    private boolean closed;
    private boolean isShort;
    private boolean promises = true;

    /**
     * None yet.
     *
     * @param shortened is told once if players cannot go back as far as they may: how many milliseconds, and the option that bounds it
     */
    HlsRenditions(
            HlsContainer container,
            HlsSettings settings,
            StreamRequests requests,
            HlsCounters counters,
            HlsMemory.Place place,
            HlsLife life,
            BiConsumer<Long, String> shortened) {
        this.shortened = shortened;
        this.container = container;
        this.settings = settings;
        this.requests = requests;
        this.counters = counters;
        this.place = place;
        this.life = life;
    }

    /** Empty if there is none of that name. */
    Optional<HlsRendition> find(String name) {
        return Optional.ofNullable(renditions.get(name));
    }

    /** Those whose tracks are there. */
    List<HlsRendition> shown() {
        return renditions.values().stream()
                .filter(rendition -> !leftNanos.containsKey(rendition.name()))
                .toList();
    }

    /** From now on there are those that these tracks are in. Others are not waited for longer than a publisher is. */
    void show(List<Track> tracks, SegmentTargets targets, long nowNanos) {
        Set<String> shown = tracks.stream().map(container::rendition).collect(Collectors.toSet());
        for (HlsRendition rendition : renditions.values()) {
            if (!shown.contains(rendition.name())) {
                leftNanos.putIfAbsent(rendition.name(), nowNanos);
            }
        }
        for (Track track : tracks) { // in their order
            String name = container.rendition(track);
            leftNanos.remove(name);
            HlsRendition known = renditions.get(name);
            if (known != null && known.window().isEnded()) {
                remove(known); // nothing comes in a playlist that players were told is over
            }
            renditions.computeIfAbsent(name, absent -> rendition(name, targets));
        }
        forgetTexts();
    }

    /** Something has changed that is said in playlists: each tells of the others, too. */
    void forgetTexts() {
        renditions.values().forEach(HlsRendition::forgetTexts);
    }

    /** Ends those whose tracks are gone for good, and then forgets them. To be called again and again. */
    void followTime(long nowNanos) {
        Map.copyOf(leftNanos).forEach((name, since) -> {
            HlsRendition rendition = renditions.get(name);
            long gone = nowNanos - since - settings.endAfterNanos();
            if (rendition == null || gone < 0) {
                return;
            }
            if (!rendition.window().isEnded()) {
                rendition.window().end();
                forgetTexts();
            } else if (gone >= settings.keptNanos(rendition.targets())) {
                leftNanos.remove(name);
                remove(rendition);
                forgetTexts();
            }
        });
    }

    private void remove(HlsRendition rendition) {
        renditions.remove(rendition.name());
        rendition.close();
        nextMsns.put(rendition.name(), rendition.window().nextMsn());
        count();
    }

    private HlsRendition rendition(String name, SegmentTargets targets) {
        var made = new HlsRendition(
                name,
                life,
                nextMsns.getOrDefault(name, life.firstMsn()),
                targets,
                settings.limits(targets),
                requests,
                query -> reports(name, query));
        if (!promises) {
            made.promiseNothing();
        }
        return made;
    }

    private List<RenditionReport> reports(String of, String query) {
        return renditions.values().stream()
                .filter(rendition -> !rendition.name().equals(of) && !leftNanos.containsKey(rendition.name()))
                .flatMap(rendition -> rendition.window().report(rendition.name() + ".m3u8" + query).stream())
                .toList();
    }

    /** Takes what a segmenter has put out; gives whether there is memory for it. */
    boolean add(List<SegmentOutput> outputs) {
        for (SegmentOutput output : outputs) {
            find(container.rendition(output.track())).ifPresent(rendition -> rendition.add(output));
            if (output instanceof SegmentOutput.SegmentEnd) {
                counters.segments.increment();
            }
        }
        return fit();
    }

    /** Of the longest segment of all; 0 without one. */
    long longestMillis() {
        return renditions.values().stream()
                .mapToLong(rendition -> rendition.window().longestMillis())
                .max()
                .orElse(0);
    }

    /** As the segmenter's, before the first playlist is made. */
    void targetDuration(int seconds) {
        renditions.values().forEach(rendition -> rendition.window().targetDuration(seconds));
    }

    /** Key frames are further apart than segments. */
    void promiseNothing() {
        promises = false;
        renditions.values().forEach(HlsRendition::promiseNothing);
    }

    /** Drops what is too much; gives whether what is left may be held. To be called again and again: others need memory too. */
    boolean fit() {
        count();
        for (boolean much = isTooMuch(); much || place.isTooMuch(countedBytes); much = isTooMuch()) {
            Predicate<LiveWindow> mayDrop = much ? LiveWindow::canDrop : LiveWindow::canSpare;
            Optional<HlsRendition> oldest = renditions.values().stream()
                    .filter(rendition -> mayDrop.test(rendition.window()))
                    .min(Comparator.comparingLong(
                            rendition -> rendition.window().oldestMillis()));
            if (oldest.isEmpty()) {
                return !place.isTooMuch(countedBytes);
            }
            oldest.get().window().dropOldest();
            tellIfShort(oldest.get().window(), much ? "hls.max-stream-bytes" : "hls.max-total-bytes");
            oldest.get().forgetTexts();
            counters.segmentsDropped.increment();
            count();
        }
        return true;
    }

    private void tellIfShort(LiveWindow window, String option) {
        if (!isShort
                && window.listedMillis() < settings.application().hlsWindow().toMillis()) {
            isShort = true;
            shortened.accept(window.listedMillis(), option);
        }
    }

    private boolean isTooMuch() {
        return countedBytes > settings.maxStreamBytes();
    }

    private void count() {
        long bytes = closed
                ? 0
                : renditions.values().stream()
                        .mapToLong(rendition -> rendition.window().bytes())
                        .sum();
        counters.segmentBytes.add(bytes - countedBytes);
        countedBytes = bytes;
        if (!closed) {
            List<LiveWindow> windows =
                    renditions.values().stream().map(HlsRendition::window).toList();
            place.need(
                    windows.stream().mapToLong(LiveWindow::leastBytes).sum(),
                    windows.stream().anyMatch(LiveWindow::canSpare));
        }
    }

    /** Whether any request waits. */
    boolean isWaitedFor() {
        return renditions.values().stream().anyMatch(HlsRendition::isWaitedFor);
    }

    /** Tells all who wait what has become of it. */
    void answerWaiting(long nowNanos) {
        renditions.values().forEach(rendition -> rendition.answerWaiting(nowNanos));
    }

    /** Nothing is ever added again. */
    void end() {
        renditions.values().forEach(rendition -> rendition.window().end());
        count();
    }

    /** They are held no longer; who waits for one of which nothing ever came is refused. */
    void close() {
        closed = true;
        count();
        place.close();
        renditions.values().forEach(HlsRendition::close);
    }

    /** Above all their media sequence numbers. */
    long nextMsn() {
        return Stream.concat(
                        nextMsns.values().stream(),
                        renditions.values().stream()
                                .map(rendition -> rendition.window().nextMsn()))
                .mapToLong(Long::longValue)
                .max()
                .orElse(life.firstMsn());
    }
}
