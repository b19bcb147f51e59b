package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.mux.Fmp4Output.Fragment;
import io.millrace.mux.Fmp4Output.InitSegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file: an init segment and its fragments, whose time begins at 0. A fragment begins at each key frame of the lead video
 * track, the first that there is; and where key frames are further apart than a fragment is long, in between. For one
 * thread.
 */
final class Fmp4Part {
    /** Where every picture is a key frame, fragments are at least this long. */
    private static final long LEAST_FRAGMENT_MILLIS = 200;

    /** Samples of a track that lie together: a file that ends in between misses no more of another. */
    private static final long PERIOD_MILLIS = 250;

    private static final int MAX_FRAGMENT_BYTES = 16 << 20;
    private static final int MAX_FRAGMENT_SAMPLES = 10_000;

    /** Audio and video come one after the other, so that times go back by a little all the time. */
    private static final long MAX_STEP_BACK_MILLIS = 10_000;

    private final Map<Track, OutputTrack> tracks = new LinkedHashMap<>();
    private final @Nullable Track lead;
    private final long fragmentMillis;
    private final Fmp4Losses losses;
    private long base; // the publisher's time at 0
    private long latest;
    private int fragments;
    private int fragmentSamples;
    private long fragmentBytes;
    private long fragmentStart;
    private boolean startsWithKeyFrame;

    /**
     * A file that has nothing yet.
     *
     * @param baseMillis the publisher's time where that of the file is 0
     */
    Fmp4Part(List<OutputTrack> tracks, long baseMillis, long fragmentMillis, Fmp4Losses losses) {
        tracks.forEach(track -> this.tracks.put(track.track(), track));
        this.base = baseMillis;
        this.fragmentMillis = fragmentMillis;
        this.losses = losses;
        lead = tracks.stream()
                .filter(OutputTrack::isVideo)
                .map(OutputTrack::track)
                .findFirst()
                .orElse(null);
    }

    InitSegment init() {
        List<OutputTrack> all = List.copyOf(tracks.values());
        return new InitSegment(
                InitSegmentWriter.write(all, "iso6", "mp41"),
                all.stream().map(OutputTrack::info).toList());
    }

    boolean has(Track track) {
        return tracks.containsKey(track);
    }

    /** Whether nothing that is going on is interrupted when the file ends before {@code frame}. */
    boolean mayEndBefore(MediaFrame frame) {
        return lead == null || frame.isKeyFrameOf(lead);
    }

    /** Adds what the frame has for the tracks of this file; gives the fragment before it, if that ends here. */
    Optional<Fragment> add(MediaFrame frame) {
        long millis = millis(frame.dtsMillis());
        boolean keyFrame = lead != null && frame.isKeyFrameOf(lead);
        Optional<Fragment> ended = isDue(millis, keyFrame) ? end(frame, millis) : Optional.empty();
        for (MediaPacket packet : frame.packets()) {
            OutputTrack track = tracks.get(packet.track());
            if (track != null && isSample(packet)) {
                add(packet, track, millis, keyFrame);
            }
        }
        return ended;
    }

    /** Whether a packet is an access unit; AVC sends empty ones at the end. */
    static boolean isSample(MediaPacket packet) {
        return packet.type() == PacketType.CODED_FRAMES && !packet.payload().isEmpty();
    }

    /** The last fragment; empty if nothing has come since the one before. */
    Optional<Fragment> end() {
        long end = tracks.values().stream()
                .filter(track -> !track.samples().isEmpty())
                .mapToLong(OutputTrack::endMillis)
                .max()
                .orElse(fragmentStart);
        return end(null, end);
    }

    /** The time in the file. Where a publisher's clock begins anew, the file goes on from where it was. */
    private long millis(long dtsMillis) {
        long millis = dtsMillis - base;
        if (millis < latest - MAX_STEP_BACK_MILLIS) {
            base -= latest - millis;
            millis = latest;
            losses.repairedTime();
        }
        latest = Math.max(latest, millis);
        return Math.min(millis, OutputTrack.MAX_MILLIS);
    }

    private boolean isDue(long millis, boolean keyFrame) {
        if (fragmentSamples == 0) {
            return false;
        }
        long length = millis - fragmentStart;
        return length >= fragmentMillis
                || fragmentBytes >= MAX_FRAGMENT_BYTES
                || fragmentSamples >= MAX_FRAGMENT_SAMPLES
                || (keyFrame && (!startsWithKeyFrame || length >= LEAST_FRAGMENT_MILLIS));
    }

    private void add(MediaPacket packet, OutputTrack track, long millis, boolean keyFrame) {
        if (!track.takes(packet)) {
            losses.leftOut(packet, Fmp4LeftOut.Reason.BEFORE_KEY_FRAME);
            return;
        }
        if (fragmentSamples == 0) {
            fragmentStart = Math.max(0, millis);
            startsWithKeyFrame = keyFrame || lead == null;
        }
        int period = Math.clamp((millis - fragmentStart) / PERIOD_MILLIS, 0, MAX_FRAGMENT_SAMPLES);
        if (!track.add(packet, millis, period)) {
            losses.repairedTime();
        }
        fragmentSamples++;
        fragmentBytes += packet.payload().length();
    }

    /** @param next what comes first of the next fragment, or null if none does */
    private Optional<Fragment> end(@Nullable MediaFrame next, long endMillis) {
        if (fragmentSamples == 0) {
            return Optional.empty();
        }
        fragments++;
        Bytes bytes = Bytes.join(FragmentWriter.write(
                fragments, List.copyOf(tracks.values()), track -> nextTicks(track, next, endMillis)));
        tracks.values().forEach(track -> track.samples().clear());
        fragmentSamples = 0;
        fragmentBytes = 0;
        return Optional.of(
                new Fragment(bytes, fragmentStart, Math.max(0, endMillis - fragmentStart), startsWithKeyFrame));
    }

    private static long nextTicks(OutputTrack track, @Nullable MediaFrame next, long millis) {
        if (next == null) {
            return -1;
        }
        return next.packets().stream()
                .filter(packet -> packet.track().equals(track.track()) && isSample(packet))
                .findFirst()
                .map(packet -> track.ticks(millis, packet.nanoOffset()))
                .orElse(-1L);
    }
}
