package io.millrace.cli;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.client.NetConnection;
import io.millrace.client.PlayOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpPlayer;
import io.millrace.client.file.MediaFiles;
import io.millrace.client.probe.Report;
import io.millrace.client.probe.StreamAnalysis;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace probe}: what a stream or a file is. */
@Command(
        name = "probe",
        header = "Tells what a stream or a file consists of, and what is wrong with it.",
        description = {
            "Tracks, codecs with profile and level, picture, sound, GOPs, bit rate now and on average, jitter, gaps, what"
                    + " the server and the metadata announce; and warnings that say what to do.",
        },
        footer = {
            "  # a live stream, for five seconds",
            "  millrace probe rtmp://localhost/live/cam",
            "",
            "  # for longer, where key frames are rare",
            "  millrace probe --duration 30s rtmp://localhost/live/cam",
            "",
            "  # a file, from its beginning to its end",
            "  millrace probe film.mp4",
            "",
            "  # as JSON: the first video track's codec",
            "  millrace probe --json rtmp://localhost/live/cam | jq -r '.stream.tracks[0].codecString'",
        })
final class ProbeCommand extends ClientCommand {
    private static final Duration LIVE = Duration.ofSeconds(5);

    /** What every answer has, and says nothing of the server. */
    private static final Set<String> STATUS = Set.of("level", "code", "description");

    @Parameters(paramLabel = "URL|FILE", description = "A stream, or an FLV, MP4 or MP3 file.")
    private String source = "";

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How much of it to look at, from its first frame on; 5s of a stream and all of a file unless given.")
    private Optional<Duration> duration = Optional.empty();

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** What is printed as JSON. */
    record Probe(String source, Map<String, Object> server, Report stream) {}

    ProbeCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws IOException {
        Probe probe = Urls.isUrl(source) ? live(server.url(source, console())) : recorded(Path.of(source));
        print(probe, text(probe));
        return ExitCode.DONE;
    }

    private Probe live(RtmpUrl url) throws IOException {
        var options = PlayOptions.DEFAULT.withReconnect(Reconnect.NONE);
        try (var client = RtmpClient.create(server.settings());
                var player = client.newPlayer(url, options)) {
            console().interrupt().onRequest(player::closeAsync);
            var analysis = StreamAnalysis.live(System.nanoTime());
            player.start(); // what fails is told by next()
            MediaFrame frame = first(player);
            Map<String, Object> announced = announced(player.connection());
            long end = System.nanoTime() + duration.orElse(LIVE).toNanos();
            while (frame != null) {
                long now = System.nanoTime();
                analysis.add(frame, now);
                frame = now < end ? player.next(Duration.ofNanos(end - now)) : null;
            }
            return new Probe(url.toString(), announced, analysis.report());
        }
    }

    private Probe recorded(Path file) throws IOException {
        String name = file.toString();
        var analysis =
                StreamAnalysis.file(name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT));
        try (FrameReader frames = MediaFiles.open(file)) {
            frames.headers().forEach(header -> analysis.add(header, 0));
            MediaFrame frame = frames.next();
            long first = frame == null ? 0 : frame.dtsMillis();
            long most = duration.map(Duration::toMillis).orElse(Long.MAX_VALUE);
            while (frame != null && frame.dtsMillis() - first < most) {
                analysis.add(frame, 0);
                frame = frames.next();
            }
            if (frame != null) {
                analysis.stopped();
                say(String.format(
                        Locale.ROOT,
                        "looked at the first %.1f of %.1f s",
                        (frame.dtsMillis() - first) / 1000.0,
                        frames.durationMillis() / 1000.0));
            }
        }
        return new Probe(name, Map.of(), analysis.report());
    }

    private MediaFrame first(RtmpPlayer player) throws IOException {
        MediaFrame frame;
        do {
            frame = player.next(server.timeout());
        } while (frame == null && player.state() == RtmpPlayer.State.CONNECTING); // which has time limits of its own
        if (frame != null) {
            return frame;
        }
        throw player.isOver()
                ? new RtmpException(RtmpException.Kind.CLOSED, player.url() + ": ended before its first frame")
                : new RtmpException(
                        RtmpException.Kind.TIMEOUT, player.url() + ": no frame came in time; does anybody publish it?");
    }

    /** What the server said of itself, as far as that is plain values. */
    private static Map<String, Object> announced(@Nullable NetConnection connection) {
        Map<String, Object> announced = new LinkedHashMap<>();
        if (connection != null) {
            for (AmfProperties.Entry entry : connection.server().entries()) {
                if (STATUS.contains(entry.name())) {
                    continue;
                }
                switch (entry.value()) {
                    case AmfString(String text) -> announced.put(Texts.clean(entry.name()), Texts.clean(text));
                    case AmfNumber(double number) ->
                        announced.put(
                                Texts.clean(entry.name()), number == (long) number ? (Object) (long) number : number);
                    case AmfBoolean(boolean bool) -> announced.put(Texts.clean(entry.name()), bool);
                    default -> {} // lists and objects: inspect shows them
                }
            }
        }
        return announced;
    }

    private static String text(Probe probe) {
        String server = probe.server.entrySet().stream()
                .map(said -> said.getKey() + " " + said.getValue())
                .collect(Collectors.joining(", "));
        return (server.isEmpty() ? "" : "server       " + server + System.lineSeparator()) + probe.stream.text();
    }
}
