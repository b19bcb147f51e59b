package io.millrace.flv;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.Bytes;
import io.millrace.media.ChannelLayout;
import io.millrace.media.Codec;
import io.millrace.media.ColorInfo;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.MalformedConfigurationException;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of a stream tell of its tracks, in the order of kind and ID. A frame of a track that is known costs a
 * look-up. For one thread.
 */
public final class TrackTable {
    private final Map<Track, Row> rows =
            new TreeMap<>(Comparator.comparing(Track::kind).thenComparingInt(Track::id));
    private final Consumer<String> problems;
    private TrackMetadata metadata = TrackMetadata.NONE;

    private record Parameters(Optional<VideoParameters> video, Optional<AudioParameters> audio) {
        private static final Parameters NONE = new Parameters(Optional.empty(), Optional.empty());

        private boolean areComplete() {
            return audio.isPresent() || video.filter(known -> known.width() > 0).isPresent();
        }
    }

    /** A track, and whether there is nothing left to learn from its frames. */
    private static final class Row {
        private final Codec codec;
        private Parameters header = Parameters.NONE;
        private Parameters known = Parameters.NONE; // with what the header leaves to the frames
        private Optional<ChannelLayout> channels = Optional.empty();
        private Optional<ColorInfo> color = Optional.empty();
        private boolean settled;

        private Row(Codec codec) {
            this.codec = codec;
        }
    }

    /**
     * An empty table.
     *
     * @param problems hears of headers that cannot be read; the stream is relayed all the same
     */
    public TrackTable(Consumer<String> problems) {
        this.problems = problems;
    }

    /** Whether a message says something that has no meaning here: it is relayed as it is [ER-003]. */
    public static boolean isForeign(MediaFrame frame) {
        for (MediaPacket packet : frame.packets()) {
            boolean unknownCodec = packet.codec() instanceof Codec.Enhanced(FourCc fourCc)
                    && fourCc.kind().isEmpty();
            if (unknownCodec || packet.type() == PacketType.UNKNOWN) {
                return true;
            }
        }
        return hasModEx(frame) && EnhancedMessage.read(frame.body()).hasUnknownModEx();
    }

    private static boolean hasModEx(MediaFrame frame) {
        return frame.kind() != MediaKind.DATA
                && KindSyntax.of(frame.kind()).isEnhanced(frame.body())
                && (frame.body().u8(0) & 0x0F) == EnhancedMessage.MOD_EX;
    }

    /** Learns from a message; gives whether it said something new. Encoders repeat their headers at each key frame. */
    public boolean add(MediaFrame frame) {
        boolean changed = false;
        for (MediaPacket packet : frame.packets()) {
            changed |= add(packet);
        }
        return changed;
    }

    /** Learns what the publisher says of its tracks; headers are believed more [ER-025]. */
    public void add(TrackMetadata said) {
        metadata = said;
    }

    public List<TrackInfo> tracks() {
        return rows.entrySet().stream()
                .map(entry -> info(entry.getKey(), entry.getValue()))
                .toList();
    }

    private TrackInfo info(Track track, Row row) {
        AmfProperties said = metadata.of(track);
        boolean isVideo = track.kind() == MediaKind.VIDEO;
        return new TrackInfo(
                track,
                row.codec,
                row.known.video,
                row.known.audio,
                row.channels,
                row.color,
                said.number(isVideo ? "videodatarate" : "audiodatarate").orElse(0),
                isVideo ? said.number("framerate").orElse(0) : 0,
                said.string("language").orElse(""),
                said.string("name").orElse(""));
    }

    private boolean add(MediaPacket packet) {
        Row row = rows.get(packet.track());
        return switch (packet.type()) {
            case SEQUENCE_START -> sequenceStart(packet, row);
            case CODED_FRAMES -> (row == null || !row.settled) && codedFrames(packet, row);
            case MULTICHANNEL_CONFIG -> multichannelConfig(packet, row);
            case METADATA -> metadata(packet, row);
            case SEQUENCE_END, COMMAND, SILENCE, UNKNOWN -> false;
        };
    }

    private boolean sequenceStart(MediaPacket packet, @Nullable Row known) {
        Row row = rowOf(packet, known);
        Parameters before = row.header;
        learn(
                packet,
                () -> row.header = new Parameters(
                        video(packet, VideoParameters::ofSequenceStart),
                        audio(packet, AudioParameters::ofSequenceStart)));
        boolean changed = !row.header.equals(before);
        if (changed) {
            row.known = row.header;
        }
        row.settled = row.header.areComplete();
        if (!row.settled && isHevcUnderAvc(packet)) {
            problem(packet, "it looks like HEVC under the number of H.264");
        }
        return changed || row != known;
    }

    /** Some codecs, and publishers that leave the sequence start out, tell in their frames [ER-065]. */
    private boolean codedFrames(MediaPacket packet, @Nullable Row known) {
        Row row = rowOf(packet, known);
        boolean isNew = row != known;
        if (packet.track().kind() == MediaKind.VIDEO && !packet.keyFrame()) {
            return isNew;
        }
        Parameters before = row.known;
        learn(
                packet,
                () -> row.known = new Parameters(
                        video(packet, VideoParameters::ofKeyFrame)
                                .map(found -> row.header
                                        .video
                                        .map(header -> header.completedBy(found))
                                        .orElse(found))
                                .or(row.known::video),
                        row.header.audio.or(() -> audio(packet, AudioParameters::ofFrame))));
        row.settled = true; // what the first does not tell the others do not tell either
        return isNew || !row.known.equals(before);
    }

    private boolean multichannelConfig(MediaPacket packet, @Nullable Row known) {
        Row row = rowOf(packet, known);
        Optional<ChannelLayout> before = row.channels;
        learn(packet, () -> row.channels = Optional.of(MultichannelConfigCodec.decode(packet.payload())));
        return row != known || !row.channels.equals(before);
    }

    /** Of another codec than its track it is another track's, whose ID FFmpeg leaves out [IP-74]. */
    private boolean metadata(MediaPacket packet, @Nullable Row known) {
        if (known != null && !known.codec.isSameAs(packet.codec())) {
            return false;
        }
        Row row = rowOf(packet, known);
        Optional<ColorInfo> before = row.color;
        learn(
                packet,
                () -> ColorInfoCodec.decode(packet.payload(), text -> problem(packet, text))
                        .ifPresent(
                                color -> row.color = Optional.of(color).filter(said -> !said.equals(ColorInfo.NONE))));
        return row != known || !row.color.equals(before);
    }

    /** A track that goes on in another codec begins anew. */
    private Row rowOf(MediaPacket packet, @Nullable Row known) {
        if (known != null && known.codec.isSameAs(packet.codec())) {
            return known;
        }
        var row = new Row(packet.codec());
        rows.put(packet.track(), row);
        return row;
    }

    private void learn(MediaPacket packet, Runnable from) {
        try {
            from.run();
        } catch (MalformedConfigurationException | MalformedTagException e) {
            problem(packet, String.valueOf(e.getMessage()));
        }
    }

    private void problem(MediaPacket packet, String text) {
        String track = packet.track().kind() == MediaKind.AUDIO ? "audio" : "video";
        problems.accept(
                track + " track " + packet.track().id() + " (" + packet.codec().label() + "): " + text);
    }

    /** As old versions of OBS sent it [IP-60]. */
    private static boolean isHevcUnderAvc(MediaPacket packet) {
        try {
            return packet.codec().isSameAs(new Codec.Enhanced(FourCc.AVC))
                    && VideoParameters.ofSequenceStart(FourCc.HEVC, packet.payload())
                            .filter(hevc -> hevc.width() > 0)
                            .isPresent();
        } catch (MalformedConfigurationException e) {
            return false;
        }
    }

    private static Optional<VideoParameters> video(
            MediaPacket packet, BiFunction<FourCc, Bytes, Optional<VideoParameters>> parser) {
        return packet.track().kind() == MediaKind.VIDEO
                ? packet.codec().toFourCc().flatMap(codec -> parser.apply(codec, packet.payload()))
                : Optional.empty();
    }

    private static Optional<AudioParameters> audio(
            MediaPacket packet, BiFunction<FourCc, Bytes, Optional<AudioParameters>> parser) {
        return packet.track().kind() == MediaKind.AUDIO
                ? packet.codec().toFourCc().flatMap(codec -> parser.apply(codec, packet.payload()))
                : Optional.empty();
    }
}
