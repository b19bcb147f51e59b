package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackMetadata;
import io.millrace.flv.TrackTable;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
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

    /** Maps of ours repeat all that the publisher has said; who says more than this gets none. */
    private static final int MAX_REPEATED_BYTES = 64 * 1024;

    private final Publication publication;
    private final RtmpCounters counters;
    private final TrackTable table = new TrackTable(this::problem);
    private final Map<Track, String> logged = new HashMap<>();
    private TrackMetadata metadata = TrackMetadata.NONE;
    private boolean lacksMaps = true;
    private Bytes maps = Bytes.EMPTY; // that are with the metadata now
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
        if (changed
                && frame.holds(
                        PacketType.CODED_FRAMES)) { // all headers are there when the first frame comes, as a rule
            tell(frame.dtsMillis());
        }
    }

    /** Of a data message that is stored; the publisher's own description, if that is its name. */
    void stored(String name, Bytes body) {
        if (name.equals(TrackMetadata.NAME)) {
            said(TrackMetadata.read(body).orElse(TrackMetadata.NONE), body.length());
        }
    }

    /** Of a stored data message that is forgotten. */
    void cleared(String name) {
        if (name.equals(TrackMetadata.NAME)) {
            said(TrackMetadata.NONE, 0);
        }
    }

    private void said(TrackMetadata newMetadata, int bytes) {
        metadata = newMetadata;
        lacksMaps = !metadata.hasMaps() && bytes <= MAX_REPEATED_BYTES;
        maps = Bytes.EMPTY; // those there were went with what they repeat
        table.add(metadata);
        changed = true;
    }

    private void tell(long dtsMillis) {
        changed = false;
        List<TrackInfo> tracks = table.tracks();
        publication.describe(tracks);
        tracks.forEach(this::logIfNew);
        boolean several = tracks.stream().anyMatch(info -> info.track().id() != 0);
        if (several && lacksMaps) {
            tellMaps(metadata.withMaps(tracks), dtsMillis);
        }
    }

    private void tellMaps(Bytes newMaps, long dtsMillis) {
        if (!newMaps.equals(maps)) {
            maps = newMaps;
            publication.setTrackMaps(new MediaFrame(MediaKind.DATA, dtsMillis, maps, List.of()));
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
