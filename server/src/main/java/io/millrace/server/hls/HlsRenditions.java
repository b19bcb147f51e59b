package io.millrace.server.hls;

import io.millrace.media.Track;
import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.MediaPlaylist.RenditionReport;
import io.millrace.server.http.StreamRequests;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The renditions of a packager, and what they hold of the memory: of all of them the oldest segment goes first, so that players can
 * go back as far in one as in the other. Belongs to the event loop of the packager.
 */
final class HlsRenditions {
    private final HlsContainer container;
    private final HlsSettings settings;
    private final StreamRequests requests;
    private final HlsCounters counters;
    private final HlsMemory memory;
    private final HlsLife life;
    private final Map<String, HlsRendition> renditions = new LinkedHashMap<>();
    private long countedBytes;

    /** None yet. */
    HlsRenditions(
            HlsContainer container,
            HlsSettings settings,
            StreamRequests requests,
            HlsCounters counters,
            HlsMemory memory,
            HlsLife life) {
        this.container = container;
        this.settings = settings;
        this.requests = requests;
        this.counters = counters;
        this.memory = memory;
        this.life = life;
    }

    /** Empty if there is none of that name. */
    Optional<HlsRendition> find(String name) {
        return Optional.ofNullable(renditions.get(name));
    }

    Collection<HlsRendition> all() {
        return renditions.values();
    }

    /** Makes those that these tracks are in, as far as they are not there. */
    void show(List<Track> tracks, SegmentTargets targets) {
        for (Track track : tracks) {
            renditions.computeIfAbsent(container.rendition(track), name -> rendition(name, targets));
        }
    }

    private HlsRendition rendition(String name, SegmentTargets targets) {
        return new HlsRendition(
                name,
                life,
                life.firstNumber(),
                targets,
                settings.limits(targets),
                requests,
                query -> reports(name, query));
    }

    private List<RenditionReport> reports(String of, String query) {
        return renditions.values().stream()
                .filter(rendition -> !rendition.name().equals(of))
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

    /** Drops what is too much; gives whether what is left may be held. To be called again and again: others need memory too. */
    boolean fit() {
        count();
        while (countedBytes > settings.maxStreamBytes() || memory.isTooMuch(countedBytes)) {
            Optional<HlsRendition> oldest = renditions.values().stream()
                    .filter(rendition -> rendition.window().canDrop())
                    .min(Comparator.comparingLong(
                            rendition -> rendition.window().oldestMillis()));
            if (oldest.isEmpty()) {
                return !memory.isTooMuch(countedBytes);
            }
            oldest.get().window().dropOldest();
            counters.segmentsDropped.increment();
            count();
        }
        return true;
    }

    private void count() {
        long bytes = renditions.values().stream()
                .mapToLong(rendition -> rendition.window().bytes())
                .sum();
        counters.segmentBytes.add(bytes - countedBytes);
        countedBytes = bytes;
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

    /** They are held no longer. */
    void close() {
        counters.segmentBytes.add(-countedBytes);
        countedBytes = 0;
    }

    /** Above all their media sequence numbers. */
    long nextMsn() {
        return renditions.values().stream()
                .mapToLong(rendition -> rendition.window().nextMsn())
                .max()
                .orElse(life.firstNumber());
    }
}
