package io.millrace.client.probe;

import io.millrace.client.probe.TrackReport.Headers;
import io.millrace.client.probe.TrackReport.Timing;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts of one track: a fixed number of them, however long the stream is. */
final class TrackAnalysis {
    private static final Set<FourCc> NEED_A_HEADER =
            Set.of(FourCc.AVC, FourCc.HEVC, FourCc.VVC, FourCc.AV1, FourCc.AAC, FourCc.FLAC);

    private final MediaKind kind;
    private final boolean isLive;

    private final StepMeter steps = new StepMeter();
    private final GopMeter gops = new GopMeter();
    private final BitRateMeter bitRate = new BitRateMeter();
    private final ArrivalMeter arrival = new ArrivalMeter();
    private OptionalDouble firstFrameMillis = OptionalDouble.empty();
    private OptionalDouble firstKeyFrameMillis = OptionalDouble.empty();
    private long frames;
    private long bytes;

    private long sequenceStarts;
    private long changes;
    private long framesBeforeHeader;
    private int lastHeaderHash;
    private @Nullable Codec lastHeaderCodec;

    private long maxPtsMillis = Long.MIN_VALUE;
    private long bFrames;
    private int maxCompositionTimeMillis;

    TrackAnalysis(MediaKind kind, boolean isLive) {
        this.kind = kind;
        this.isLive = isLive;
    }

    void sequenceStart(MediaPacket packet) {
        int hash = packet.payload().hashCode();
        if (sequenceStarts > 0 && (hash != lastHeaderHash || !packet.codec().equals(lastHeaderCodec))) {
            changes++;
        }
        sequenceStarts++;
        lastHeaderHash = hash;
        lastHeaderCodec = packet.codec();
    }

    /**
     * Counts a frame in.
     *
     * @param arrivalMillis since the start of the analysis
     * @return whether its timestamp jumps: back, or over a gap
     */
    boolean codedFrame(long dtsMillis, MediaPacket packet, double arrivalMillis) {
        frames++;
        bytes += packet.payload().length();
        bitRate.add(dtsMillis, packet.payload().length());
        boolean goesOn = steps.add(dtsMillis);
        if (isLive) {
            arrival.add(dtsMillis, arrivalMillis, goesOn);
            firstFrameMillis = firstOf(firstFrameMillis, arrivalMillis);
        }
        if (sequenceStarts == 0
                && packet.codec().toFourCc().filter(NEED_A_HEADER::contains).isPresent()) {
            framesBeforeHeader++;
        }
        if (kind == MediaKind.VIDEO) {
            picture(dtsMillis, packet, goesOn);
            if (isLive && packet.keyFrame()) {
                firstKeyFrameMillis = firstOf(firstKeyFrameMillis, arrivalMillis);
            }
        }
        return !goesOn && frames > 1;
    }

    private void picture(long dtsMillis, MediaPacket packet, boolean goesOn) {
        gops.add(dtsMillis, packet.keyFrame());
        long ptsMillis = dtsMillis + packet.compositionTimeMillis();
        if (goesOn && ptsMillis < maxPtsMillis) {
            bFrames++;
        }
        maxPtsMillis = goesOn ? Math.max(maxPtsMillis, ptsMillis) : ptsMillis;
        maxCompositionTimeMillis = Math.max(maxCompositionTimeMillis, packet.compositionTimeMillis());
    }

    private static OptionalDouble firstOf(OptionalDouble earlier, double now) {
        return earlier.isPresent() ? earlier : OptionalDouble.of(now);
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    long bitRateNow() {
        return bitRate.bitsPerSecond();
    }

    double elapsedMillis() {
        return steps.elapsedMillis();
    }

    /** Per second; 0 if not known. */
    double frameRate() {
        return steps.meanMillis() == 0 ? 0 : 1000 / steps.meanMillis();
    }

    TrackReport.Gop gop() {
        return gops.report();
    }

    long bFrames() {
        return bFrames;
    }

    int maxCompositionTimeMillis() {
        return maxCompositionTimeMillis;
    }

    Headers headers() {
        return new Headers(sequenceStarts, changes, framesBeforeHeader);
    }

    Timing timing() {
        boolean arrivalKnown = isLive && frames > 0;
        return new Timing(
                firstFrameMillis,
                firstKeyFrameMillis,
                steps.lastMillis(),
                steps.meanMillis(),
                steps.jitterMillis(),
                arrivalKnown ? OptionalDouble.of(arrival.jitterMillis()) : OptionalDouble.empty(),
                arrivalKnown ? OptionalDouble.of(arrival.behindMillis()) : OptionalDouble.empty(),
                steps.gaps(),
                steps.gapPlaces(),
                steps.backs(),
                steps.backPlaces());
    }
}
