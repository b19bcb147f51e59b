package io.millrace.flv;

import io.millrace.amf.Amf0;
import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfProperties.Entry;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What onMetaData says of each track: of track 0 at the top level, of the others in a map per kind whose keys are their IDs
 * [ER-021, ER-023]. Immutable.
 */
public final class TrackMetadata {
    /** A stream that says nothing. */
    public static final TrackMetadata NONE = new TrackMetadata(AmfProperties.EMPTY);

    /** Of the data message, and of the one that is stored by it. */
    public static final String NAME = "onMetaData";

    private final AmfProperties top;

    private TrackMetadata(AmfProperties top) {
        this.top = top;
    }

    /** From the body of a data message; empty if it is no onMetaData, or cannot be read. */
    public static Optional<TrackMetadata> read(Bytes body) {
        try {
            var in = new Amf0Reader(body.reader());
            boolean named = in.hasNext() && AmfConversion.plain(in.next()).equals(new AmfString(NAME));
            return named && in.hasNext() && AmfConversion.plain(in.next()) instanceof AmfMap map
                    ? Optional.of(new TrackMetadata(map.properties()))
                    : Optional.empty();
        } catch (AmfException e) {
            return Optional.empty();
        }
    }

    /** What is said of one track; what its map leaves out is as at the top level [ER-024]. */
    public AmfProperties of(Track track) {
        AmfValue map = top.get(mapName(track.kind()));
        if (track.id() == 0 || map == null) {
            return track.id() == 0 ? top : AmfProperties.EMPTY;
        }
        AmfValue own = map.asProperties().get(Integer.toString(track.id()));
        if (own == null) {
            return AmfProperties.EMPTY;
        }
        List<Entry> all = new ArrayList<>(top.entries());
        all.addAll(own.asProperties().entries()); // the last of a name counts
        return new AmfProperties(all);
    }

    /** Whether the publisher describes tracks other than 0 itself. */
    public boolean hasMaps() {
        return top.get(mapName(MediaKind.AUDIO)) != null || top.get(mapName(MediaKind.VIDEO)) != null;
    }

    /**
     * The body of onMetaData that says this and, in track maps, what is known of tracks beyond track 0 [ER-025]. What the
     * publisher has said comes first and unchanged, in its order [ER-026].
     */
    public Bytes withMaps(List<TrackInfo> tracks) {
        List<Entry> all = new ArrayList<>(top.entries());
        for (MediaKind kind : List.of(MediaKind.AUDIO, MediaKind.VIDEO)) {
            List<Entry> described = tracks.stream()
                    .filter(info -> info.track().kind() == kind && info.track().id() != 0)
                    .map(info -> new Entry(Integer.toString(info.track().id()), describe(info)))
                    .toList();
            if (!described.isEmpty()) {
                all.add(new Entry(mapName(kind), new AmfObject(new AmfProperties(described))));
            }
        }
        return Amf0.encodeAll(new AmfString(NAME), new AmfEcmaArray(new AmfProperties(all)));
    }

    private static AmfValue describe(TrackInfo info) {
        boolean isVideo = info.track().kind() == MediaKind.VIDEO;
        var said = AmfProperties.builder().put(isVideo ? "videocodecid" : "audiocodecid", codecId(info.codec()));
        info.video()
                .filter(video -> video.width() > 0)
                .ifPresent(video -> said.put("width", video.width()).put("height", video.height()));
        info.audio().ifPresent(audio -> said.put("samplerate", audio.sampleRate()));
        info.channelCount().ifPresent(channels -> said.put("channels", channels));
        return said.buildObject();
    }

    /** By FourCC, as a number, or by the number of legacy messages [ER-022]. */
    private static double codecId(Codec codec) {
        return switch (codec) {
            case Codec.Enhanced(FourCc fourCc) -> fourCc.code() & 0xFFFF_FFFFL;
            case Codec.LegacyAudio(int soundFormat) -> soundFormat;
            case Codec.LegacyVideo(int codecId) -> codecId;
            case Codec.None() -> 0;
        };
    }

    private static String mapName(MediaKind kind) {
        return kind == MediaKind.AUDIO ? "audioTrackIdInfoMap" : "videoTrackIdInfoMap";
    }
}
