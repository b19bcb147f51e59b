package io.millrace.cli;

import io.millrace.client.file.MediaFiles;
import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which tracks of a stream a command takes. */
final class TrackOptions {
    @Option(
            names = "--tracks",
            paramLabel = "IDS",
            converter = TrackConverter.class,
            description = "Only tracks with these IDs, of audio and video, such as 0,2; all unless given.")
    private TrackChoice tracks = new TrackChoice.AsPublished();

    /** Which those are, for people. */
    @Override
    public String toString() {
        return tracks instanceof TrackChoice.Only(Set<Integer> ids)
                ? ids.stream().sorted().map(String::valueOf).collect(Collectors.joining(","))
                : "all";
    }

    /**
     * Looks for one of them in files, as far as it takes to find one; not in standard input.
     *
     * @throws UsageException if there is none; it names those that there are
     * @throws IOException if a file cannot be read
     */
    void requireIn(List<String> files) throws IOException {
        if (tracks instanceof TrackChoice.AsPublished || files.contains(FileSequence.STANDARD_INPUT)) {
            return;
        }
        Set<Track> found = new LinkedHashSet<>();
        for (String file : files) {
            try (FrameReader frames = MediaFiles.open(Path.of(file))) {
                frames.headers().forEach(header -> add(header, found));
                MediaFrame frame = frames.next();
                while (frame != null && found.stream().noneMatch(track -> tracks.contains(track.id()))) {
                    add(frame, found);
                    frame = frames.next();
                }
            }
        }
        if (found.stream().noneMatch(track -> tracks.contains(track.id()))) {
            throw new UsageException(
                    "--tracks " + this + ": " + String.join(", ", files) + " has none of them (there are: "
                            + found.stream().map(TrackOptions::name).collect(Collectors.joining(", ")) + ")");
        }
    }

    private static void add(MediaFrame frame, Set<Track> found) {
        frame.packets().forEach(packet -> found.add(packet.track()));
    }

    private static String name(Track track) {
        return track.kind().toString().toLowerCase(Locale.ROOT) + " " + track.id();
    }

    /** Those, with codecs named so. */
    MessageForm form(CodecNames names) {
        return new MessageForm(tracks, true, names, Optional.empty());
    }
}
