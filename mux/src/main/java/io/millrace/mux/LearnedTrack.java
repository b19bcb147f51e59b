package io.millrace.mux;

import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.codec.MalformedConfigurationException;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import io.millrace.mux.SourceTrack.Description;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the packets of a live track, and its metadata, say for an init segment: the newest, whatever it was before. For one
 * thread.
 */
final class LearnedTrack {
    /** Each change of it is another init segment, which is held as long as its segments are. */
    private static final int MAX_SAMPLE_ENTRY_BYTES = 64 << 10;

    private final Track track;
    private @Nullable SourceTrack source;
    private @Nullable TrackInfo said;
    private @Nullable VideoParameters keyFrame; // what the last one said, if they say something

    /** One of which nothing is known. */
    LearnedTrack(Track track) {
        this.track = track;
    }

    /** Null as long as not all is known, or if it is more than anybody needs to decode it. */
    @Nullable
    Description description() {
        Description known = source == null ? null : source.description();
        return known == null || known.sampleEntry().length() > MAX_SAMPLE_ENTRY_BYTES ? null : known;
    }

    /** Whether what comes now cannot be decoded with the init segment that {@code open} is in. */
    boolean isOtherThan(OutputTrack open) {
        Description now = description();
        return now == null || !now.sampleEntry().equals(open.sampleEntry());
    }

    /** Learns from a packet of the track. */
    void learn(MediaPacket packet) {
        boolean isHeader = packet.type() == PacketType.SEQUENCE_START;
        if (!isHeader && !Fmp4Part.isSample(packet)) {
            return;
        }
        SourceTrack known = source;
        if (known == null || !known.isOf(packet)) {
            known = new SourceTrack(packet.codec(), track.kind());
            source = known;
            keyFrame = null;
        }
        boolean changed = known.learn(packet);
        if (changed && isHeader) {
            keyFrame = null;
        }
        if (packet.keyFrame()) {
            changed |= learnFromKeyFrame(packet);
        }
        if (changed) {
            redescribe();
        }
    }

    /** The size of a picture may change with no header to tell it. */
    private boolean learnFromKeyFrame(MediaPacket packet) {
        Optional<VideoParameters> seen = parameters(packet).filter(now -> !now.equals(keyFrame));
        seen.ifPresent(now -> keyFrame = now);
        return seen.isPresent();
    }

    private static Optional<VideoParameters> parameters(MediaPacket packet) {
        try {
            return packet.codec().toFourCc().flatMap(codec -> VideoParameters.ofKeyFrame(codec, packet.payload()));
        } catch (MalformedConfigurationException e) {
            return Optional.empty();
        }
    }

    /** What is said of the track has changed. */
    void describe(TrackInfo info) {
        said = info;
        redescribe();
    }

    private void redescribe() {
        TrackInfo info = said;
        VideoParameters seen = keyFrame;
        if (source != null && info != null) {
            source.redescribe(
                    seen == null
                            ? info
                            : info.with(info.video().map(seen::completedBy).orElse(seen)));
        }
    }
}
