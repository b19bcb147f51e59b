package io.millrace.client.probe;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.client.probe.Report.BitRate;
import io.millrace.client.probe.Report.Property;
import io.millrace.client.probe.Report.Sync;
import io.millrace.flv.TrackMetadata;
import io.millrace.flv.TrackTable;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.rtmp.command.Texts;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks at a stream frame by frame, live or from a file, and tells what it is and what is wrong with it. Reads no clock:
 * times of arrival are parameters. Its memory is bounded by the number of tracks, 512 at most, and one metadata message.
 * For one thread.
 */
public final class StreamAnalysis {
    private static final int MAX_PROBLEMS = 8;
    private static final int MAX_PROPERTIES = 64;

    /** What people look for first. */
    private static final Comparator<Track> VIDEO_FIRST =
            Comparator.comparing(Track::kind).reversed().thenComparingInt(Track::id);

    private final String container;
    private final long startNanos;
    private final boolean isLive;
    private final Set<String> problems = new LinkedHashSet<>();
    private final TrackTable table = new TrackTable(this::problem);
    private final Map<Track, TrackAnalysis> tracks = new TreeMap<>(VIDEO_FIRST);
    private final SyncMeter sync = new SyncMeter();
    private final BitRateMeter bitRate = new BitRateMeter();
    private TrackMetadata metadata = TrackMetadata.NONE;
    private long bytes;
    private boolean hasStopped;

    private StreamAnalysis(String container, long startNanos, boolean isLive) {
        this.container = container;
        this.startNanos = startNanos;
        this.isLive = isLive;
    }

    /**
     * Of a stream that comes as it is made.
     *
     * @param startNanos when one began to ask for it, on the clock of arrival times
     */
    public static StreamAnalysis live(long startNanos) {
        return new StreamAnalysis("", startNanos, true);
    }

    /**
     * Of a recording: when its frames are read means nothing.
     *
     * @param container to show, such as {@code FLV}
     */
    public static StreamAnalysis file(String container) {
        return new StreamAnalysis(container, 0, false);
    }

    /**
     * Counts a frame in.
     *
     * @param arrivalNanos ignored for a file
     */
    public void add(MediaFrame frame, long arrivalNanos) {
        bytes += frame.body().length();
        bitRate.add(frame.dtsMillis(), frame.body().length());
        if (frame.kind() == MediaKind.DATA) {
            TrackMetadata.read(frame.body()).ifPresent(said -> {
                metadata = said;
                table.add(said);
            });
            return;
        }
        table.add(frame);
        double arrivalMillis = (arrivalNanos - startNanos) / 1e6;
        for (MediaPacket packet : frame.packets()) {
            switch (packet.type()) {
                case SEQUENCE_START -> track(packet.track()).sequenceStart(packet);
                case CODED_FRAMES -> codedFrame(frame.dtsMillis(), packet, arrivalMillis);
                case SEQUENCE_END, METADATA, MULTICHANNEL_CONFIG, COMMAND, SILENCE, UNKNOWN -> {
                    // says nothing of time; the table knows what it says of the track
                }
            }
        }
    }

    /** The recording goes on, but nobody looks any further: that it is longer than what was seen is no fault then. */
    public void stopped() {
        hasStopped = true;
    }

    private void codedFrame(long dtsMillis, MediaPacket packet, double arrivalMillis) {
        boolean jumps = track(packet.track()).codedFrame(dtsMillis, packet, arrivalMillis);
        if (packet.track().id() != 0) {
            return;
        }
        if (jumps) {
            sync.restart();
        }
        if (packet.track().kind() == MediaKind.AUDIO) {
            sync.audio(dtsMillis);
        } else {
            sync.video(dtsMillis);
        }
    }

    private TrackAnalysis track(Track track) {
        return tracks.computeIfAbsent(track, key -> new TrackAnalysis(key.kind(), isLive));
    }

    /** The state of things; adding may go on. */
    public Report report() {
        List<TrackReport> found = table.tracks().stream()
                .filter(info -> tracks.containsKey(info.track()))
                .sorted(Comparator.comparing(TrackInfo::track, VIDEO_FIRST))
                .map(info -> TrackReports.of(info, track(info.track()), metadata.of(info.track())))
                .toList();
        double seconds = tracks.values().stream()
                        .mapToDouble(TrackAnalysis::elapsedMillis)
                        .max()
                        .orElse(0)
                / 1000;
        Optional<Sync> together = sync.report();
        AmfProperties said = metadata.of(Track.VIDEO_0);
        var total = new BitRate(
                bitRate.bitsPerSecond(),
                seconds == 0 ? 0 : Math.round(bytes * Byte.SIZE / seconds),
                announcedRate(found));
        return new Report(
                container,
                seconds,
                bytes,
                total,
                together,
                properties(said),
                found,
                new Warnings(found, together, seconds, isLive, hasStopped).list(problems, said));
    }

    private static long announcedRate(List<TrackReport> tracks) {
        return tracks.stream().mapToLong(track -> track.bitRate().announced()).sum();
    }

    /** What cannot be read is said of each header anew; the first few tell enough. */
    private void problem(String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(Texts.clean(text));
        }
    }

    private static List<Property> properties(AmfProperties said) {
        return said.entries().stream()
                .limit(MAX_PROPERTIES)
                .map(entry -> new Property(Texts.clean(entry.name()), text(entry.value())))
                .toList();
    }

    private static String text(AmfValue value) {
        return switch (value) {
            case AmfString(String text) -> Texts.clean(text);
            case AmfNumber(double number) -> ReportText.number(number);
            case AmfBoolean(boolean bool) -> Boolean.toString(bool);
            case AmfMap map -> map.properties().entries().size() + " values";
            case AmfStrictArray(List<AmfValue> values) -> values.size() + " values";
            default -> "";
        };
    }
}
