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
 * metadata names; where it names none, or wrong ones, all tags are walked through once, when someone first seeks to
 * anywhere but the beginning. The index of a file that has grown goes on with the walk of the one before.
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

    private final TagWalk walk;
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
            TagWalk walk,
            @Nullable TagScan scan) {
        this.first = first;
        this.durationMillis = durationMillis;
        this.headers = headers;
        this.named = named;
        this.metadataForPlayers = metadataForPlayers;
        this.walk = walk;
        this.scan = scan;
    }

    /**
     * The index of the file as it is now. One that is still being written can be read further than it was then.
     *
     * @throws io.millrace.media.MediaFileException if it is no FLV file
     */
    public static FlvIndex read(ByteSource source) throws IOException {
        return read(source, null);
    }

    /**
     * The same for a file that may have grown.
     *
     * @param earlier index of a file in the same place; of no matter if that was another one
     */
    public static FlvIndex read(ByteSource source, @Nullable FlvIndex earlier) throws IOException {
        FirstTags first = FirstTags.of(source);
        TagWalk walk = earlier != null && earlier.first.mayBecome(first)
                ? earlier.walk
                : new TagWalk(first.position(), first.base(), first.lead() == null ? Track.VIDEO_0 : first.lead());
        Optional<FileMetadata> metadata = Optional.ofNullable(first.metadata());
        long duration = LastTag.find(source, first.position())
                .map(last -> Math.max(0, last.timestampMillis() - first.base()))
                .or(() -> metadata.map(FileMetadata::durationMillis))
                .orElse(0L);
        // Its end is no tag, and it has no metadata that tells: odd enough to have a look at all of it.
        TagScan scan = duration == 0 ? walk.scan(source) : null;
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
        return new FlvIndex(first, duration, headers.build(), named, metadataForPlayers, walk, scan);
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

    /** About as much memory as it takes, which is more once someone has made it walk. */
    public long memoryBytes() {
        TagScan known = scan;
        long scanned = known == null
                ? 0
                : known.points().memoryBytes() + known.headers().memoryBytes();
        // The walk keeps the same for itself, with room for more.
        return first.memoryBytes()
                + headers.memoryBytes()
                + named.memoryBytes()
                + metadataForPlayers.length()
                + 3 * scanned;
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
        Place start = start();
        if (millis <= start.millis()) {
            return start; // most players begin there
        }
        if (scan == null && named.count() > 0) {
            Optional<Place> place = find(millis, named, first.lead(), headers, source);
            if (place.isPresent()) {
                return place.get();
            }
        }
        TagScan scanned = scan(source);
        return find(millis, scanned.points(), scanned.lead(), scanned.headers(), source)
                .orElse(start);
    }

    private TagScan scan(ByteSource source) throws IOException {
        TagScan known = scan;
        if (known == null) {
            known = walk.scan(source);
            scan = known;
        }
        return known;
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

    /** The place of a point, or a better one behind it. Empty if there is no such frame at the point. */
    private Optional<Place> check(
            SeekPoints points, int at, long millis, @Nullable Track lead, HeaderChanges changes, ByteSource source)
            throws IOException {
        var tags = new TagReader(source, TagReader.FOR_HEADERS);
        tags.position(points.position(at));
        HeaderFrames known = changes.before(points.position(at));
        for (LocatedTag tag = tags.next(); tag != null; tag = tags.next()) {
            MediaFrame header = tags.header(tag);
            if (header != null) {
                known = known.with(header);
            } else if (tags.isFrame(tag)) {
                long plain = new TimeLine(first.base()).next(tag.timestampMillis());
                long told = points.millis(at);
                boolean isPoint = lead == null || tags.isKeyFrame(tag, lead);
                if (!isPoint || (points == named && Math.abs(plain - told) > MAX_ERROR_MILLIS)) {
                    return Optional.empty();
                }
                long time = points == named ? plain : told;
                var place = new Place(tag.position(), tag.timestampMillis(), time, known);
                return Optional.of(walkOn(place, millis, lead, source));
            }
        }
        return Optional.empty();
    }

    /**
     * The last point from {@code place} on that is not beyond {@code millis}, or that place itself: between the points
     * there may be more, and behind the last, since the file may have grown.
     */
    private Place walkOn(Place place, long millis, @Nullable Track lead, ByteSource source) throws IOException {
        var tags = new TagReader(source, TagReader.FOR_HEADERS);
        tags.position(place.position());
        TimeLine timeLine = timeLineAt(place);
        HeaderFrames known = place.headers();
        Place last = place;
        for (LocatedTag tag = tags.next(); tag != null; tag = tags.next()) {
            MediaFrame header = tags.header(tag);
            if (header != null) {
                known = known.with(header);
            } else if (tags.isFrame(tag)) {
                long time = timeLine.next(tag.timestampMillis());
                if (time > millis) {
                    break;
                }
                if (lead == null || tags.isKeyFrame(tag, lead)) {
                    last = new Place(tag.position(), tag.timestampMillis(), time, known);
                }
            }
        }
        return last;
    }
}
