package io.millrace.cli;

import io.millrace.client.PlayOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpPlayer;
import io.millrace.client.file.MediaFileWriter;
import io.millrace.client.file.MediaFiles;
import io.millrace.client.file.MediaFormat;
import io.millrace.flv.CodecNames;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace play}: from a server into a file, or through a pipe. */
@Command(
        name = "play",
        header = "Plays a stream into a file, or through a pipe to a player.",
        description = {
            "Frames are copied as they come. A file can be played at any time, also while it grows and after a crash;"
                    + " a lost connection is made anew, and the file goes on. One that the server closes in order is the end,"
                    + " which a server that is killed does as well, unless --wait is there.",
        },
        footer = {
            "  # see it",
            "  millrace play rtmp://localhost/live/cam | ffplay -",
            "",
            "  # ten minutes of it as MP4",
            "  millrace play rtmp://localhost/live/cam -o cam.mp4 --duration 10m",
            "",
            "  # a recorded stream, from its second minute on",
            "  millrace play rtmp://localhost/live/film --start 1m -o film.flv",
            "",
            "  # its second video and audio tracks only",
            "  millrace play 'rtmp://localhost/live/cam?tracks=all' --tracks 1 -o second.flv",
        })
final class PlayCommand extends ClientCommand {
    @Parameters(paramLabel = "URL", description = "The stream.")
    private String source = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Where it goes: .flv or .mp4; - is standard output, as FLV, and is where it goes unless given.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--overwrite", description = "Take the place of a file that is there already.")
    private boolean overwrite;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End after that much of it, such as 30s or 10m.")
    private Optional<Duration> duration = Optional.empty();

    @ArgGroup
    private Kind kind = new Kind();

    @Mixin
    private TrackOptions tracks = new TrackOptions();

    @Option(
            names = "--wait",
            description = "Go on when the publisher leaves or the server closes, and wait for a return.")
    private boolean wait;

    @Option(
            names = "--no-reconnect",
            description = "End when the connection is lost; else it is made anew, for some minutes.")
    private boolean noReconnect;

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** Which kind of stream; without any, live if somebody publishes it, else recorded. */
    static final class Kind {
        @Option(names = "--live", description = "A live stream only, not a recorded one of that name.")
        private boolean live;

        @Option(names = "--recorded", description = "A recorded stream only.")
        private boolean recorded;

        @Option(
                names = "--start",
                paramLabel = "TIME",
                converter = DurationConverter.class,
                description = "A recorded stream, from the key frame at or before that position on.")
        private Optional<Duration> start = Optional.empty();

        private long startMillis() {
            return start.map(Duration::toMillis).orElse(live ? PlayRange.LIVE : recorded ? 0 : PlayRange.ANY);
        }
    }

    /** What is printed as JSON; {@code bytes} are those of the files. */
    record Played(
            String source,
            List<String> files,
            double seconds,
            long frames,
            long bytes,
            int reconnects,
            List<String> warnings) {
        Played withBytes(long written) {
            return new Played(source, files, seconds, frames, written, reconnects, warnings);
        }

        @Override
        public String toString() {
            String text = String.format(
                    Locale.ROOT,
                    "%.1f s, %d frames, %d bytes from %s%s",
                    seconds,
                    frames,
                    bytes,
                    source,
                    files.isEmpty() ? "" : " to " + String.join(", ", files));
            return warnings.isEmpty() ? text : text + "; " + String.join("; ", warnings);
        }
    }

    PlayCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws IOException {
        RtmpUrl url = server.url(source, console());
        var options = PlayOptions.DEFAULT
                .withRange(new PlayRange(
                        kind.startMillis(), duration.map(Duration::toMillis).orElse(PlayRange.TO_END)))
                .withForm(tracks.form(CodecNames.AS_PUBLISHED))
                .withLasting(wait)
                .withReconnect(noReconnect ? Reconnect.NONE : Reconnect.DEFAULT);
        Played played;
        MediaFileWriter writer = writer();
        try (writer;
                var client = RtmpClient.create(server.settings());
                var player = client.newPlayer(url, options)) {
            console().interrupt().onRequest(player::closeAsync);
            played = copy(player, writer);
        }
        played = played.withBytes(writer.writtenBytes()); // what is kept back comes with its end
        if (output.isPresent() && !isStandardOutput()) {
            print(played, played.toString());
        } else {
            say(json() ? Json.of(played) : played.toString());
        }
        return ExitCode.DONE;
    }

    private Played copy(RtmpPlayer player, MediaFileWriter writer) throws IOException {
        var meter = new Meter(System.nanoTime());
        long frames = 0;
        long first = Long.MIN_VALUE;
        long last = 0;
        Progress progress = Progress.start(console(), quiet(), () -> status(player, meter));
        try {
            player.start(); // what fails is told by next()
            MediaFrame frame = player.next();
            while (frame != null) {
                writer.write(frame);
                frames++;
                if (frame.kind() != MediaKind.DATA) { // that has mostly no time of its own
                    first = first == Long.MIN_VALUE ? frame.dtsMillis() : first;
                    last = Math.max(last, frame.dtsMillis());
                }
                boolean isEnough =
                        duration.isPresent() && last - first >= duration.get().toMillis();
                frame = isEnough ? null : player.next();
            }
        } finally {
            progress.close();
        }
        RtmpPlayer.Counters counters = player.counters();
        if (counters.framesReceived() == 0 && !console().interrupt().requested()) {
            throw new RtmpException(
                    RtmpException.Kind.TIMEOUT, player.url() + ": it ended without a frame; does anybody publish it?");
        }
        List<String> warnings = new ArrayList<>(writer.warnings());
        if (first == Long.MIN_VALUE && counters.framesReceived() > frames) {
            warnings.add("none of the " + counters.framesReceived() + " frames that came is of --tracks " + tracks);
        }
        return new Played(
                player.url().toString(),
                writer.files().stream().map(Path::toString).toList(),
                first == Long.MIN_VALUE ? 0 : (last - first) / 1000.0,
                frames,
                writer.writtenBytes(),
                counters.reconnects(),
                warnings);
    }

    private static Progress.Status status(RtmpPlayer player, Meter meter) {
        RtmpPlayer.Counters counters = player.counters();
        boolean isWaiting = player.state() == RtmpPlayer.State.PLAYING && counters.framesReceived() == 0;
        return new Progress.Status(
                isWaiting ? "waiting for a publisher" : Targets.word(player.state()),
                meter.line(System.nanoTime(), counters.framesReceived(), counters.bytesReceived()));
    }

    private boolean isStandardOutput() {
        return output.filter(file -> !file.toString().equals("-")).isEmpty();
    }

    private MediaFileWriter writer() throws IOException {
        if (!isStandardOutput()) {
            Path file = output.orElseThrow();
            MediaFormat format = MediaFormat.of(file)
                    .orElseThrow(() -> new UsageException(
                            "--output " + file + ": its name tells no format (expected: .flv or .mp4)"));
            return MediaFiles.create(file, format, overwrite);
        }
        if (console().outIsTerminal()) {
            throw new UsageException("media is nothing for a terminal: give -o FILE, or a player behind it,"
                    + " as in: millrace play URL | ffplay -");
        }
        return MediaFiles.create(console().media(), MediaFormat.FLV, "standard output");
    }
}
