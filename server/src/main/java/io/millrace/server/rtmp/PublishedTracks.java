package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackMetadata;
import io.millrace.flv.TrackTable;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one publisher's messages tell of its tracks: for the stream's information, for the log, and for the track maps that
 * the publisher leaves out [ER-025]. On its connection's event loop.
 */
final class PublishedTracks {
    private static final Logger log = LoggerFactory.getLogger(PublishedTracks.class);

    /** What one publisher may write into the log of its tracks: encoders change them a few times, if ever. */
    private static final int MAX_LINES = 20;

    private final Publication publication;
    private final RtmpCounters counters;
    private final TrackTable table = new TrackTable(this::problem);
    private final Map<Track, String> logged = new HashMap<>();
    private TrackMetadata metadata = TrackMetadata.NONE;
    private boolean changed; // since it was told last
    private boolean foreignLogged;
    private int lines;

    PublishedTracks(Publication publication, RtmpCounters counters) {
        this.publication = publication;
        this.counters = counters;
    }

    /** The next audio or video message, before it is appended. */
    void received(MediaFrame frame) {
        changed |= table.add(frame);
        if (TrackTable.isForeign(frame)) {
            counters.foreignMedia.increment();
            logForeign(frame);
        }
        if (changed && isMedia(frame)) { // all headers are there when the first frame comes, as a rule
            tell(frame.dtsMillis());
        }
    }

    /** The publisher's own description, if that is what the data message is. */
    void described(Bytes body) {
        TrackMetadata.read(body).ifPresent(said -> {
            metadata = said;
            table.add(said);
            changed = true;
        });
    }

    private static boolean isMedia(MediaFrame frame) {
        for (MediaPacket packet : frame.packets()) {
            if (packet.type() == PacketType.CODED_FRAMES) {
                return true;
            }
        }
        return false;
    }

    private void tell(long dtsMillis) {
        changed = false;
        List<TrackInfo> tracks = table.tracks();
        publication.describe(tracks);
        tracks.forEach(this::logIfNew);
        boolean several = tracks.stream().anyMatch(info -> info.track().id() != 0);
        if (several && !metadata.hasMaps()) {
            var maps = new MediaFrame(MediaKind.DATA, dtsMillis, metadata.withMaps(tracks), List.of());
            publication.setTrackMaps(maps);
        }
    }

    private void logIfNew(TrackInfo info) {
        String text = info.toString();
        if (!text.equals(logged.put(info.track(), text)) && lines++ < MAX_LINES) {
            log.info("{} has {}", publication.stream().path(), text);
        }
    }

    private void logForeign(MediaFrame frame) {
        if (!foreignLogged) {
            foreignLogged = true;
            Bytes start = frame.body().slice(0, Math.min(8, frame.body().length()));
            log.info(
                    "{} has messages that are not known here and are relayed as they are; the first begins with {}",
                    publication.stream().path(),
                    start.toHex());
        }
    }

    private void problem(String text) {
        counters.malformedHeaders.increment();
        if (lines++ < MAX_LINES) {
            log.warn("{}: {}", publication.stream().path(), text);
        }
    }
}
