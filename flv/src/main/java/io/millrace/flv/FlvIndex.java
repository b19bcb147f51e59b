package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an FLV file to play it from anywhere: one for all {@link FlvFile}s that play the same file. It is
 * made from the first and the last tags, so also that of a large file takes no time. The key frames are those that the
 * metadata names; where it names none, or wrong ones, all tags are walked through once, when someone first seeks.
 *
 * <p>Immutable but for that; any thread may use it, and one that seeks may wait for another that walks.
 */
public final class FlvIndex {
    /** How far the times that metadata names may be off before all of it counts as wrong. */
    private static final long MAX_ERROR_MILLIS = 1000;

    private final FirstTags first;
    private final long durationMillis;
    private final HeaderChanges headers;
    private final SeekPoints named;
    private final Bytes metadataForPlayers;

    private volatile @Nullable TagScan scan;

    /**
     * Where a player goes on.
     *
     * @param position of the tag it gets first
     * @param timestampMillis of that tag, where the time is {@code millis}
     * @param headers in effect there
     */
    record Place(long position, int timestampMillis, long millis, HeaderFrames headers) {}

    private FlvIndex(
            FirstTags first,
            long durationMillis,
            HeaderChanges headers,
            SeekPoints named,
            Bytes metadataForPlayers,
            @Nullable TagScan scan) {
        this.first = first;
        this.durationMillis = durationMillis;
        this.headers = headers;
        this.named = named;
        this.metadataForPlayers = metadataForPlayers;
        this.scan = scan;
    }

    /**
     * The index of the file as it is now. One that is still being written can be read further than it was then.
     *
     * @throws io.millrace.media.MediaFileException if it is no FLV file
     */
    public static FlvIndex read(ByteSource source) throws IOException {
        FirstTags first = FirstTags.of(source);
        Optional<FileMetadata> metadata = Optional.ofNullable(first.metadata());
        long duration = LastTag.find(source, first.position())
                .map(last -> Math.max(0, last.timestampMillis() - first.base()))
                .or(() -> metadata.map(FileMetadata::durationMillis))
                .orElse(0L);
        // Its end is no tag, and it has no metadata that tells: odd enough to have a look at all of it.
        TagScan scan = duration == 0 ? walk(first, source) : null;
        duration = scan == null ? duration : scan.endMillis();
        var headers = new HeaderChanges.Builder();
        first.headers().forEach(headers::add);
        if (metadata.isPresent()) {
            addNamedHeaders(metadata.get(), first, source, headers);
        }
        SeekPoints named = SeekPoints.NONE;
        Bytes metadataForPlayers = Bytes.EMPTY;
        if (metadata.isPresent()) {
            named = metadata.get().keyFrames(first.base(), first.position(), source.size());
            metadataForPlayers = metadata.get().forPlayers(duration);
        }
        return new FlvIndex(first, duration, headers.build(), named, metadataForPlayers, scan);
    }

    private static void addNamedHeaders(
            FileMetadata metadata, FirstTags first, ByteSource source, HeaderChanges.Builder headers)
            throws IOException {
        var tags = new TagReader(source, TagReader.FOR_HEADERS);
        long known = first.headers().isEmpty() ? 0 : first.headers().lastEntry().getKey();
        for (long position : metadata.headerPositions()) {
            if (position > known) {
                tags.position(position);
                LocatedTag tag = tags.next();
                MediaFrame header = tag == null || tag.position() != position ? null : tags.header(tag);
                if (header == null) {
                    return;
                }
                headers.add(position, header);
                known = position;
            }
        }
    }

    /** Length of the recording in milliseconds, from its first frame to its last. */
    public long durationMillis() {
        return durationMillis;
    }

    /** The times of a player that is at a place. */
    TimeLine timeLineAt(Place place) {
        var timeLine = new TimeLine(first.base());
        timeLine.goTo(place.timestampMillis(), place.millis());
        return timeLine;
    }

    /** Where the recording begins. */
    Place start() {
        LocatedTag frame = first.firstFrame();
        return frame == null
                ? new Place(first.position(), 0, durationMillis, HeaderFrames.NONE)
                : new Place(
                        frame.position(),
                        frame.timestampMillis(),
                        frame.timestampMillis() - first.base(),
                        headers.before(frame.position()));
    }

    /** Headers as players get them. */
    List<MediaFrame> forPlayers(HeaderFrames known, long dtsMillis) {
        return known.at(dtsMillis).stream().map(this::forPlayers).toList();
    }

    private MediaFrame forPlayers(MediaFrame header) {
        if (header.kind() != MediaKind.DATA) {
            return header;
        }
        boolean isFirst = first.metadata() != null
                && header.body().equals(first.metadata().body());
        Bytes body = isFirst
                ? metadataForPlayers
                : FileMetadata.parse(header.body())
                        .map(metadata -> metadata.forPlayers(durationMillis))
                        .orElse(header.body());
        return new MediaFrame(MediaKind.DATA, header.dtsMillis(), body, List.of());
    }

    /** Where {@link FlvFile#seek} goes to. */
    Place find(long millis, ByteSource source) throws IOException {
        if (scan == null && named.count() > 0) {
            Optional<Place> place = find(millis, named, first.lead(), headers, source);
            if (place.isPresent()) {
                return place.get();
            }
        }
        TagScan scanned = scan(source);
        return find(millis, scanned.points(), scanned.lead(), scanned.headers(), source)
                .orElseGet(this::start);
    }

    private TagScan scan(ByteSource source) throws IOException {
        TagScan known = scan;
        if (known == null) {
            synchronized (this) {
                known = scan;
                if (known == null) {
                    known = walk(first, source);
                    scan = known;
                }
            }
        }
        return known;
    }

    private static TagScan walk(FirstTags first, ByteSource source) throws IOException {
        Track lead = first.lead();
        return TagScan.of(source, first.position(), first.base(), lead == null ? Track.VIDEO_0 : lead);
    }

    /** @param lead the track that has key frames at the points, or null if any frame will do */
    private Optional<Place> find(
            long millis, SeekPoints points, @Nullable Track lead, HeaderChanges changes, ByteSource source)
            throws IOException {
        for (int at = points.before(millis); at >= 0; at--) {
            Optional<Place> place = check(points, at, millis, lead, changes, source);
            if (place.isEmpty() || place.get().millis() <= millis) {
                return place;
            }
            // The time that metadata has for it is a little early.
        }
        return Optional.of(start());
    }

    /**
     * The place of a point, or of the last one after it that is not beyond {@code millis}: between the points there may be
     * more, and behind the last, since the file may have grown. Empty if there is no such frame at the point.
     */
    private Optional<Place> check(
            SeekPoints points, int at, long millis, @Nullable Track lead, HeaderChanges changes, ByteSource source)
            throws IOException {
        var tags = new TagReader(source, TagReader.FOR_HEADERS);
        tags.position(points.position(at));
        HeaderFrames known = changes.before(points.position(at));
        var timeLine = new TimeLine(first.base());
        Place place = null;
        for (LocatedTag tag = tags.next(); tag != null; tag = tags.next()) {
            MediaFrame header = tags.header(tag);
            if (header != null) {
                known = known.with(header);
            } else if (tags.isFrame(tag)) {
                boolean isPoint = lead == null || tags.isKeyFrame(tag, lead);
                if (place == null) {
                    long plain = timeLine.next(tag.timestampMillis());
                    long told = points.millis(at);
                    if (!isPoint || (points == named && Math.abs(plain - told) > MAX_ERROR_MILLIS)) {
                        return Optional.empty();
                    }
                    timeLine.goTo(tag.timestampMillis(), points == named ? plain : told);
                }
                long time = timeLine.next(tag.timestampMillis());
                if (isPoint && (place == null || time <= millis)) {
                    place = new Place(tag.position(), tag.timestampMillis(), time, known);
                }
                if (time > millis) {
                    break;
                }
            }
        }
        return Optional.ofNullable(place);
    }
}
