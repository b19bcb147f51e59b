package io.millrace.mux;

import io.millrace.flv.TrackMetadata;
import io.millrace.flv.TrackTable;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.Fmp4Output.InitSegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames to fragmented MP4, as HLS and browsers take it and as files that play however far they were written: an
 * {@link InitSegment}, then {@link Fmp4Output.Fragment}s. Payloads, times and key frames are the publisher's; the time
 * of a file begins at 0, gaps stay. Video has 90,000 ticks a second and sound its sample rate, so that nano offsets count
 * [ER-082].
 *
 * <p>An init segment is written when all tracks that the publisher's metadata announces are known, or after about a second of
 * media, or some more while a track that has begun has not yet said what its decoder needs. Up to 16 MiB wait for that.
 * MP4 cannot take in what changes later: at a sequence start that says something else, and at the next key frame
 * after a new track has come, the file ends and another one begins, with a second init segment, its time at 0 again.
 *
 * <pre>
 *   waiting for tracks --known--> writing fragments --other configuration, new track--> waiting for tracks
 * </pre>
 *
 * <p>For one thread.
 */
public final class Fmp4Writer {
    /** How long a fragment is unless a key frame ends it: what a crash may cost. */
    public static final int DEFAULT_FRAGMENT_MILLIS = 1000;

    private static final long WAIT_MILLIS = 1000;
    private static final long MAX_WAIT_MILLIS = 5000;
    private static final long MAX_WAITING_BYTES = 16 << 20;
    private static final int MAX_WAITING_FRAMES = 5000;

    private static final Comparator<SourceTrack.Description> VIDEO_FIRST = Comparator.comparing(
                    (SourceTrack.Description track) -> track.info().track().kind(), Comparator.reverseOrder())
            .thenComparingInt(track -> track.info().track().id());

    private final int fragmentMillis;
    private final TrackTable table = new TrackTable(problem -> {});
    private final Map<Track, SourceTrack> sources = new HashMap<>();
    private final Fmp4Losses losses = new Fmp4Losses();
    private final List<MediaFrame> waiting = new ArrayList<>();
    private long waitingBytes;
    private TrackMetadata metadata = TrackMetadata.NONE;
    private int files;
    private @Nullable Fmp4Part file;
    private boolean trackHasCome; // after the init segment

    /** With fragments of about a second. */
    public Fmp4Writer() {
        this(DEFAULT_FRAGMENT_MILLIS);
    }

    /** @param fragmentMillis how long a fragment is unless a key frame ends it; 1 to 60000 */
    public Fmp4Writer(int fragmentMillis) {
        if (fragmentMillis < 1 || fragmentMillis > 60_000) {
            throw new IllegalArgumentException("fragments of " + fragmentMillis + " ms (expected: 1 to 60000)");
        }
        this.fragmentMillis = fragmentMillis;
    }

    /** Takes the next frame, headers and metadata as well, and gives what is complete with it: mostly nothing. */
    public List<Fmp4Output> add(MediaFrame frame) {
        if (frame.kind() == MediaKind.DATA) {
            TrackMetadata.read(frame.body()).ifPresent(said -> metadata = said);
            return List.of();
        }
        List<Fmp4Output> out = new ArrayList<>();
        if (changesWhatIsWritten(frame)) {
            endFile(out);
        }
        learn(frame);
        if (frame.packets().stream().anyMatch(Fmp4Part::isSample)) {
            addSamples(frame, out);
        }
        return out;
    }

    /** All that has not been put out yet; to be called at the end of the stream. */
    public List<Fmp4Output> finish() {
        List<Fmp4Output> out = new ArrayList<>();
        endFile(out);
        return out;
    }

    /** Frames that were not written so far, by track, codec and reason. */
    public List<Fmp4LeftOut> leftOut() {
        return losses.leftOut();
    }

    /** Frames whose time was changed so far, since it was before that of the frame before. */
    public long repairedTimes() {
        return losses.repairedTimes();
    }

    /** Whether frames before this one are to be described in another way than those after it. */
    private boolean changesWhatIsWritten(MediaFrame frame) {
        for (MediaPacket packet : frame.packets()) {
            SourceTrack source = sources.get(packet.track());
            boolean inFile = file != null && file.has(packet.track());
            if (source != null && (inFile || source.hasSamples()) && source.isChangedBy(packet)) {
                return true;
            }
        }
        return false;
    }

    private void learn(MediaFrame frame) {
        boolean changed = table.add(frame);
        for (MediaPacket packet : frame.packets()) {
            if (packet.type() == PacketType.SEQUENCE_START || Fmp4Part.isSample(packet)) {
                SourceTrack source = sources.get(packet.track());
                if (source == null || !source.isOf(packet)) {
                    source = new SourceTrack(packet.codec(), packet.track().kind());
                    sources.put(packet.track(), source);
                }
                changed |= source.learn(packet);
            }
        }
        if (changed) {
            describe();
        }
    }

    private void describe() {
        for (TrackInfo info : table.tracks()) {
            SourceTrack source = sources.get(info.track());
            if (source != null && source.describe(info) && file != null && !file.has(info.track())) {
                trackHasCome = true;
            }
        }
    }

    private void addSamples(MediaFrame frame, List<Fmp4Output> out) {
        if (file != null && trackHasCome && file.mayEndBefore(frame)) {
            endFile(out);
        }
        if (file != null) {
            write(frame, file, out);
            return;
        }
        waiting.add(frame);
        waitingBytes += frame.body().length();
        if (isReady()) {
            beginFile(out);
        }
    }

    private boolean isReady() {
        long first = waiting.getFirst().dtsMillis();
        long waited = waiting.getLast().dtsMillis() - first;
        if (waited >= MAX_WAIT_MILLIS || waitingBytes >= MAX_WAITING_BYTES || waiting.size() >= MAX_WAITING_FRAMES) {
            return true;
        }
        boolean complete = sources.values().stream().allMatch(SourceTrack::isSettled);
        return complete && (waited >= WAIT_MILLIS || files > 0 || allAnnouncedHaveCome());
    }

    /** Metadata without maps says nothing of tracks beyond the first of each kind [ER-021]. */
    private boolean allAnnouncedHaveCome() {
        boolean several = sources.keySet().stream().anyMatch(track -> track.id() > 0);
        if (several && !metadata.hasMaps()) {
            return false;
        }
        int announced = 0;
        for (MediaKind kind : List.of(MediaKind.AUDIO, MediaKind.VIDEO)) {
            String codec = kind == MediaKind.AUDIO ? "audiocodecid" : "videocodecid";
            for (int id = 0; id < (metadata.hasMaps() ? 256 : 1); id++) {
                Track track = new Track(kind, id);
                if (metadata.of(track).get(codec) != null) {
                    announced++;
                    if (!sources.containsKey(track)) {
                        return false;
                    }
                }
            }
        }
        return announced > 0;
    }

    private void beginFile(List<Fmp4Output> out) {
        List<MediaFrame> frames = List.copyOf(waiting);
        waiting.clear();
        waitingBytes = 0;
        List<OutputTrack> tracks = outputTracks();
        if (tracks.isEmpty()) {
            frames.forEach(this::leaveOut);
            return;
        }
        long first = frames.stream()
                .filter(frame -> tracks.stream().anyMatch(track -> beginsWith(frame, track)))
                .mapToLong(MediaFrame::dtsMillis)
                .min()
                .orElse(frames.getFirst().dtsMillis());
        Fmp4Part begun = new Fmp4Part(tracks, first, fragmentMillis, losses);
        file = begun;
        files++;
        trackHasCome = false;
        out.add(begun.init());
        frames.forEach(frame -> write(frame, begun, out));
    }

    /** Video first, each kind in the order of its IDs. */
    private List<OutputTrack> outputTracks() {
        List<OutputTrack> tracks = new ArrayList<>();
        sources.values().stream()
                .map(SourceTrack::description)
                .filter(Objects::nonNull)
                .sorted(VIDEO_FIRST)
                .forEach(description ->
                        tracks.add(new OutputTrack(description.info(), tracks.size() + 1, description.sampleEntry())));
        return tracks;
    }

    private static boolean beginsWith(MediaFrame frame, OutputTrack track) {
        return frame.packets().stream()
                .anyMatch(packet ->
                        packet.track().equals(track.track()) && Fmp4Part.isSample(packet) && track.takes(packet));
    }

    private void write(MediaFrame frame, Fmp4Part target, List<Fmp4Output> out) {
        for (MediaPacket packet : frame.packets()) {
            if (Fmp4Part.isSample(packet) && !target.has(packet.track())) {
                leaveOut(packet);
            }
        }
        target.add(frame).ifPresent(out::add);
    }

    private void leaveOut(MediaFrame frame) {
        frame.packets().stream().filter(Fmp4Part::isSample).forEach(this::leaveOut);
    }

    private void leaveOut(MediaPacket packet) {
        SourceTrack source = sources.get(packet.track());
        boolean possible = source != null && source.isPossible();
        losses.leftOut(packet, possible ? Fmp4LeftOut.Reason.NO_CONFIGURATION : Fmp4LeftOut.Reason.NOT_IN_MP4);
    }

    private void endFile(List<Fmp4Output> out) {
        if (file == null && !waiting.isEmpty()) {
            beginFile(out);
        }
        if (file != null) {
            file.end().ifPresent(out::add);
            file = null;
        }
        sources.values().forEach(SourceTrack::forgetSamples);
    }
}
