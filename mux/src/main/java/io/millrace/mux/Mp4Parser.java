package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFileException.Cause;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks the boxes of an MP4 file [ISO/IEC 14496-12] for all that an {@link Mp4Index} holds. For one thread, once. */
final class Mp4Parser {
    /** A film of ten hours with eight tracks needs about 100 MiB. */
    private static final long MAX_MOVIE_BYTES = 256L * 1024 * 1024;

    private static final int MAX_TRACKS = 64;

    private final BoxInput in;
    private final long fileSize;
    private final Map<Long, TrackParser> tracks = new LinkedHashMap<>();
    private final FragmentParser fragments;
    private long movieTimescale;
    private boolean movieFound;
    private boolean cutShort;

    private Mp4Parser(BoxInput in, long fileSize) {
        this.in = in;
        this.fileSize = fileSize;
        fragments = new FragmentParser(in, tracks);
    }

    static Mp4Index parse(ByteSource source) throws IOException {
        long fileSize = source.size();
        Mp4Parser parser = new Mp4Parser(new BoxInput(source, fileSize), fileSize);
        parser.walk();
        return parser.toIndex();
    }

    /** A file that is cut short ends within its last box: in media, that is no harm. */
    private void walk() throws IOException {
        long at = 0;
        while (fileSize - at >= Box.HEADER) {
            in.seek(at);
            Box box = in.box(fileSize);
            boolean whole = box.end() <= fileSize;
            switch (box.type()) {
                case "moov" -> {
                    if (!whole) {
                        throw BoxInput.damaged(
                                "box 'moov' at %d ends at %d, the file at %d".formatted(at, box.end(), fileSize));
                    }
                    readMovie(box);
                }
                case "moof" -> {
                    if (whole && movieFound) {
                        fragments.read(box);
                    }
                }
                default -> {}
            }
            if (!whole) {
                cutShort = true;
                break;
            }
            at = box.end();
        }
        if (!movieFound) {
            throw BoxInput.damaged(
                    "no box 'moov' in %d bytes: the file is cut short, or was never finished".formatted(fileSize));
        }
    }

    private void readMovie(Box moov) throws IOException {
        long length = moov.end() - moov.content();
        if (length > MAX_MOVIE_BYTES) {
            throw BoxInput.damaged("box 'moov' of %d bytes (limit: %d)".formatted(length, MAX_MOVIE_BYTES));
        }
        if (movieFound) {
            throw BoxInput.damaged("a second box 'moov' at %d".formatted(moov.start()));
        }
        movieFound = true;
        in.forEachIn(moov, box -> {
            switch (box.type()) {
                case "mvhd" -> {
                    in.seek(box.content());
                    in.skip(in.version() == 0 ? 8 : 16);
                    movieTimescale = in.u32();
                }
                case "trak" -> {
                    TrackParser track = new TrackParser(in, box, fileSize);
                    tracks.put(track.id(), track);
                    if (tracks.size() > MAX_TRACKS) {
                        throw BoxInput.damaged("more than %d tracks (limit)".formatted(MAX_TRACKS));
                    }
                }
                case "mvex" -> fragments.readDefaults(box);
                default -> {}
            }
        });
    }

    private Mp4Index toIndex() throws IOException {
        List<Mp4Track> found = new ArrayList<>(tracksOf(MediaKind.VIDEO));
        found.addAll(tracksOf(MediaKind.AUDIO));
        if (found.isEmpty()) {
            List<String> types = tracks.values().stream()
                    .flatMap(track -> track.entryTypes().stream())
                    .toList();
            throw new MediaFileException(
                    Cause.NO_SUPPORTED_TRACK, "no samples of a codec that can be sent; sample entries: " + types);
        }
        long first = found.stream().mapToLong(track -> track.dtsMillis(0)).min().orElse(0);
        List<Mp4Track> shifted =
                found.stream().map(track -> track.plusMillis(-first)).toList();
        long duration = shifted.stream().mapToLong(Mp4Track::endMillis).max().orElse(0);
        return new Mp4Index(shifted, duration, metadata(shifted, duration).toBody(), cutShort);
    }

    /** The first of a kind is track 0, the default one [ER-107]. */
    private List<Mp4Track> tracksOf(MediaKind kind) throws IOException {
        List<Mp4Track> found = new ArrayList<>();
        for (TrackParser parser : tracks.values()) {
            if (parser.isMedia() && parser.kind() == kind && !parser.samples().isEmpty()) {
                found.add(Mp4Track.of(new Track(kind, found.size()), parser, movieTimescale));
            }
        }
        return found;
    }

    private FileMetadata metadata(List<Mp4Track> found, long durationMillis) {
        FileMetadata metadata = new FileMetadata(durationMillis, fileSize);
        for (Mp4Track track : found) {
            if (track.track().id() == 0) {
                SampleEntry entry = track.firstEntry();
                double seconds = Math.max(1, track.endMillis() - track.dtsMillis(0)) / 1000.0;
                double bytesPerSecond = track.samples().totalBytes() / seconds;
                switch (track.track().kind()) {
                    case VIDEO ->
                        metadata.video(
                                track.codec(entry),
                                entry.width(),
                                entry.height(),
                                track.framesPerSecond(),
                                bytesPerSecond);
                    default -> metadata.audio(track.codec(entry), track.sampleRate(), entry.channels(), bytesPerSecond);
                }
            }
        }
        return metadata;
    }
}
