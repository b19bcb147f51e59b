package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.MalformedConfigurationException;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import org.jspecify.annotations.Nullable;

/** What has come of a track so far that its sample entry needs. For one thread. */
final class SourceTrack {
    private final Codec codec;
    private final boolean possible;
    private Bytes configuration = Bytes.EMPTY;
    private @Nullable Description description;
    private boolean hasSamples;

    /** All that an init segment says of the track. */
    record Description(TrackInfo info, Bytes sampleEntry) {}

    SourceTrack(Codec codec, MediaKind kind) {
        this.codec = codec;
        possible = codec.toFourCc()
                .filter(fourCc -> SampleEntryWriter.knows(fourCc, kind))
                .isPresent();
    }

    /** Whether its codec can be in MP4. */
    boolean isPossible() {
        return possible;
    }

    /** Whether it will not be known better by waiting. */
    boolean isSettled() {
        return !possible || description != null;
    }

    /** Null as long as not all is known. */
    @Nullable
    Description description() {
        return description;
    }

    boolean hasSamples() {
        return hasSamples;
    }

    /** The samples so far belong to a file that has ended. */
    void forgetSamples() {
        hasSamples = false;
    }

    boolean isOf(MediaPacket packet) {
        return codec.isSameAs(packet.codec());
    }

    /** Whether what follows cannot be decoded with what is known here. Encoders repeat their headers at each key frame. */
    boolean isChangedBy(MediaPacket packet) {
        if (description == null) {
            return false;
        }
        return switch (packet.type()) {
            case SEQUENCE_START -> !isOf(packet) || (!packet.payload().equals(configuration) && isReadable(packet));
            case CODED_FRAMES -> !isOf(packet);
            default -> false;
        };
    }

    /** Learns from a packet of this codec; gives whether it may be possible to {@link #describe} the track now. */
    boolean learn(MediaPacket packet) {
        if (packet.type() == PacketType.SEQUENCE_START) {
            boolean changed = !packet.payload().equals(configuration) && isReadable(packet);
            if (changed) {
                configuration = packet.payload();
                description = null;
            }
            return changed;
        }
        boolean first = !hasSamples;
        hasSamples = true;
        if (configuration.isEmpty() && isDolby()) {
            configuration = packet.payload();
        }
        return first && description == null;
    }

    private boolean isDolby() {
        return codec.toFourCc()
                .filter(fourCc -> fourCc.equals(FourCc.AC3) || fourCc.equals(FourCc.EAC3))
                .isPresent();
    }

    /** One that cannot be read changes nothing. */
    private static boolean isReadable(MediaPacket packet) {
        FourCc fourCc = packet.codec().toFourCc().orElse(null);
        if (fourCc == null) {
            return false;
        }
        try {
            return packet.track().kind() == MediaKind.VIDEO
                    ? VideoParameters.ofSequenceStart(fourCc, packet.payload()).isPresent()
                    : AudioParameters.ofSequenceStart(fourCc, packet.payload()).isPresent();
        } catch (MalformedConfigurationException e) {
            return false;
        }
    }

    /** Makes the description if all is known, and gives whether it was not known before. */
    boolean describe(TrackInfo info) {
        if (!possible || description != null || !codec.isSameAs(info.codec())) {
            return false;
        }
        description = SampleEntryWriter.write(info, configuration)
                .map(entry -> new Description(info, entry))
                .orElse(null);
        return description != null;
    }

    /** As {@link #describe}, of a track that may have been described before: with another size or colour. */
    void redescribe(TrackInfo info) {
        description = null;
        describe(info);
    }
}
