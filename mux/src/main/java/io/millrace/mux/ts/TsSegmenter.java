package io.millrace.mux.ts;

import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.SegmentBoundaries;
import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentOutput.Part;
import io.millrace.mux.SegmentOutput.SegmentEnd;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.Segmenter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Frames of a live stream to segments of MPEG-TS [RFC 8216bis §3.1.1], with one video and one audio track together, for players
 * that know no CMAF. H.264, HEVC, AAC, MP3, AC-3 and E-AC-3; Opus, FLAC, AV1 and VP9 have no place there that players know.
 *
 * <p>Segments begin at key frames, as those of {@link io.millrace.mux.CmafSegmenter} do; each has one part. Times are those of
 * the publisher's clock and 0.7 s, in 33 bits of 90 kHz. What does not go on from what came before begins a new run at the
 * next key frame. For one thread.
 */
public final class TsSegmenter implements Segmenter {
    private static final Set<FourCc> CODECS =
            Set.of(FourCc.AVC, FourCc.HEVC, FourCc.AAC, FourCc.MP3, FourCc.AC3, FourCc.EAC3);

    private static final int TICKS_PER_MILLI = 90;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int MAX_STEP_BACK_MILLIS = 1000;
    private static final int MAX_SEGMENT_BYTES = 128 << 20;
    private static final long MAX_MILLIS = 1L << 45;

    private final List<Track> tracks;
    private SegmentTargets targets;
    private final SegmentBoundaries boundaries;
    private final TsWriter writer = new TsWriter();
    private final Map<Track, Bytes> configurations = new HashMap<>();
    private final Map<Track, ElementaryStream> known = new HashMap<>();
    private final Map<Track, Long> lastTicks = new HashMap<>();
    private final List<Bytes> data = new ArrayList<>();
    private List<ElementaryStream> streams = List.of(); // of this run
    private int run;
    private boolean beginsAnew = true;
    private boolean inSegment;
    private boolean isFirstSegment; // of the run
    private long wallClockOffset;
    private long segmentStart;
    private boolean startsWithKeyFrame;
    private long segmentBytes;
    private long latest; // of all tracks
    private long leadMillis;
    private long frameMillis;

    /**
     * A segmenter that has seen nothing yet.
     *
     * @param video segments are cut by it; empty for sound alone
     * @param audio empty for pictures alone
     * @throws IllegalArgumentException if there is neither
     */
    public TsSegmenter(Optional<Track> video, Optional<Track> audio, SegmentTargets targets) {
        this(video, audio, targets, 0);
    }

    /**
     * One that takes the place of another, for other tracks.
     *
     * @param firstRun where it goes on counting
     * @throws IllegalArgumentException if there is no track
     */
    public TsSegmenter(Optional<Track> video, Optional<Track> audio, SegmentTargets targets, int firstRun) {
        run = firstRun - 1;
        tracks = new ArrayList<>();
        video.ifPresent(tracks::add);
        audio.ifPresent(tracks::add);
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("a transport stream of no track (expected: one or two)");
        }
        this.targets = targets;
        boundaries = new SegmentBoundaries(targets);
    }

    /** Whether a track with that codec can be packaged. */
    public static boolean canPackage(TrackInfo info) {
        return info.codec().toFourCc().filter(CODECS::contains).isPresent();
    }

    @Override
    public List<SegmentOutput> add(MediaFrame frame, long wallClockMillis) {
        List<SegmentOutput> out = new ArrayList<>();
        long millis = Math.clamp(frame.dtsMillis(), 0, MAX_MILLIS);
        for (MediaPacket packet : frame.packets()) {
            if (!tracks.contains(packet.track())) {
                continue;
            }
            if (packet.type() == PacketType.SEQUENCE_START) {
                learn(packet);
            } else if (packet.type() == PacketType.CODED_FRAMES
                    && !packet.payload().isEmpty()) {
                add(packet, millis, wallClockMillis, out);
            }
        }
        return out;
    }

    @Override
    public List<SegmentOutput> discontinuity() {
        List<SegmentOutput> out = new ArrayList<>();
        endSegment(leadMillis + frameMillis, out);
        beginsAnew = true;
        return out;
    }

    @Override
    public void targetDuration(int seconds) {
        targets = targets.withTargetDuration(seconds);
        boundaries.targets(targets);
    }

    @Override
    public int nextRun() {
        return run + 1;
    }

    /** Encoders repeat their headers at each key frame. */
    private void learn(MediaPacket header) {
        Bytes before = configurations.put(header.track(), header.payload());
        if (!header.payload().equals(before)) {
            known.remove(header.track());
        }
    }

    private void add(MediaPacket packet, long millis, long wallClockMillis, List<SegmentOutput> out) {
        Track track = packet.track();
        if (!known.containsKey(track)) {
            Bytes configuration = configurations.getOrDefault(track, Bytes.EMPTY);
            ElementaryStream.of(packet, configuration).ifPresent(stream -> known.put(track, stream));
        }
        boolean jumps = !beginsAnew
                && (millis < latest - MAX_STEP_BACK_MILLIS
                        || millis > latest + targets.targetDurationSeconds() * 1000L);
        if (jumps) {
            out.addAll(discontinuity());
        }
        ElementaryStream stream = known.get(track);
        if (stream != null && !streams.contains(stream)) {
            join(stream);
        }
        if (isLead(track)) {
            lead(packet, millis, wallClockMillis, out);
        }
        if (inSegment && stream != null && streams.contains(stream)) {
            latest = Math.max(latest, millis);
            write(stream, packet, millis);
        }
    }

    /** What is in a run can be told at the end of its first segment: sound may become known after the first picture. */
    private void join(ElementaryStream stream) {
        boolean isNew = streams.stream().noneMatch(other -> other.track().equals(stream.track()));
        if (inSegment && isFirstSegment && isNew) {
            streams = Stream.concat(streams.stream(), Stream.of(stream)).toList();
        } else {
            beginsAnew = true;
        }
    }

    private boolean isLead(Track track) {
        return track.equals(tracks.getFirst());
    }

    /** Decides whether the segment ends before a frame of the track that segments are cut by. */
    private void lead(MediaPacket packet, long millis, long wallClockMillis, List<SegmentOutput> out) {
        boolean keyFrame = packet.track().kind() == MediaKind.AUDIO || packet.keyFrame();
        if (beginsAnew && keyFrame && known.containsKey(packet.track())) {
            endSegment(millis >= leadMillis ? millis : leadMillis + frameMillis, out);
            beginRun(millis, wallClockMillis, out);
            beginSegment(millis, true);
            isFirstSegment = true;
        } else if (inSegment) {
            if (boundaries.isDue(millis, keyFrame) || segmentBytes >= MAX_SEGMENT_BYTES) {
                endSegment(millis, out);
                beginSegment(millis, keyFrame);
            } else if (keyFrame) {
                boundaries.addKeyFrame(millis);
            }
        }
        frameMillis = Math.clamp(millis - leadMillis, 0, 1000);
        leadMillis = millis;
    }

    private void beginRun(long millis, long wallClockMillis, List<SegmentOutput> out) {
        run++;
        beginsAnew = false;
        wallClockOffset = wallClockMillis - millis;
        latest = millis;
        lastTicks.clear();
        streams = tracks.stream().map(known::get).filter(Objects::nonNull).toList();
        out.add(new Begin(tracks.getFirst(), run, Bytes.EMPTY, List.of()));
    }

    private void beginSegment(long millis, boolean keyFrame) {
        segmentStart = millis;
        startsWithKeyFrame = keyFrame;
        boundaries.begin(millis);
        inSegment = true;
    }

    private void write(ElementaryStream stream, MediaPacket packet, long millis) {
        long dts = Math.max(millis * TICKS_PER_MILLI, lastTicks.getOrDefault(stream.track(), 0L));
        long pts = (millis + packet.compositionTimeMillis()) * TICKS_PER_MILLI
                + (long) packet.nanoOffset() * TICKS_PER_MILLI / NANOS_PER_MILLI;
        boolean isVideo = stream.track().kind() == MediaKind.VIDEO;
        boolean randomAccess = !isVideo || packet.keyFrame();
        List<Bytes> unit = accessUnit(stream, packet);
        if (!unit.isEmpty()) {
            lastTicks.put(stream.track(), dts);
            Bytes packets = writer.pes(stream, pts, isVideo ? dts : pts, randomAccess, isLead(stream.track()), unit);
            data.add(packets);
            segmentBytes += packets.length();
        }
    }

    /** None of a frame that cannot be read: decoders could not either. */
    private static List<Bytes> accessUnit(ElementaryStream stream, MediaPacket packet) {
        try {
            return stream.form().accessUnit(packet.payload(), packet.keyFrame());
        } catch (TruncatedException e) {
            return List.of();
        }
    }

    private void endSegment(long endMillis, List<SegmentOutput> out) {
        if (!inSegment) {
            return;
        }
        data.addFirst(writer.tables(streams));
        Track lead = tracks.getFirst();
        long micros = Math.max(0, endMillis - segmentStart) * 1000;
        out.add(new Part(lead, data, micros, wallClockOffset + segmentStart, startsWithKeyFrame, startsWithKeyFrame));
        out.add(new SegmentEnd(lead));
        data.clear();
        segmentBytes = 0;
        inSegment = false;
        isFirstSegment = false;
    }
}
