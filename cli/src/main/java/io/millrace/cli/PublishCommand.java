package io.millrace.cli;

import io.millrace.client.Overflow;
import io.millrace.client.PublishOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPublisher;
import io.millrace.client.file.LoopedReader;
import io.millrace.client.file.PacedReader;
import io.millrace.flv.CodecNames;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace publish}: files to servers. */
@Command(
        name = "publish",
        header = "Publishes media files to one server or several.",
        description = {
            "Files play one after the other, at their own speed and as one stream; what is in them is copied. FLV, MP4,"
                    + " QuickTime and MP3 files will do; - is FLV from standard input. A lost connection is made anew, and"
                    + " the stream goes on at a key frame. Where one of several servers fails, the others go on.",
        },
        footer = {
            "  # a file, again and again",
            "  millrace publish film.mp4 rtmp://localhost/live/cam --loop",
            "",
            "  # several files to two servers",
            "  millrace publish opening.flv film.mp4 rtmp://one.example/live/cam rtmp://two.example/live/cam",
            "",
            "  # whatever FFmpeg makes; it sets the pace",
            "  ffmpeg -re -i film.mkv -c copy -f flv - | millrace publish --speed max - rtmp://localhost/live/cam",
            "",
            "  # with a password that no other user of this machine can see",
            "  MILLRACE_PASSWORD=secret millrace publish film.mp4 rtmp://localhost/live/cam --user me",
        })
final class PublishCommand extends ClientCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|URL",
            description = "Files, and where they go: what has :// in it is a URL.")
    private List<String> arguments = List.of();

    @Option(
            names = "--loop",
            arity = "0..1",
            paramLabel = "N",
            preprocessor = Rounds.class,
            description = "Play all files N times; without N, until Ctrl-C.")
    private long rounds = 1;

    @Option(
            names = "--speed",
            paramLabel = "X",
            converter = SpeedConverter.class,
            description = "Times real time, 0.1 to 100; max is as fast as the servers take it. 1 unless given.")
    private double speed = 1;

    @Mixin
    private TrackOptions tracks = new TrackOptions();

    @Option(names = "--enhanced", description = "Name H.264, AAC and MP3 by FourCC, too, as Enhanced RTMP can.")
    private boolean enhanced;

    @Option(
            names = "--on-overflow",
            paramLabel = "WHAT",
            description =
                    "When a server takes frames too slowly: block waits for it, drop goes on at the next key frame, fail ends it."
                            + " block for one server, drop for several, unless given.")
    private Optional<OnOverflow> onOverflow = Optional.empty();

    @Option(
            names = "--no-reconnect",
            description = "Give a server up when its connection is lost; else it is made anew, for some minutes.")
    private boolean noReconnect;

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** {@link Overflow} as people type it. */
    enum OnOverflow {
        block,
        drop,
        fail
    }

    /** The option without a number is without end: what stands behind it is a file or a URL, and not for it. */
    static final class Rounds implements IParameterPreprocessor {
        private static final Pattern NUMBER = Pattern.compile("-?\\d+");

        @Override
        public boolean preprocess(
                Stack<String> rest, CommandSpec command, ArgSpec option, Map<String, Object> information) {
            boolean isAttached = "=".equals(information.get("separator"));
            boolean isAlone = !isAttached
                    && (rest.isEmpty() || !NUMBER.matcher(rest.peek()).matches());
            if (isAlone) {
                option.setValue(LoopedReader.FOREVER);
            }
            return isAlone;
        }
    }

    PublishCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws IOException {
        List<String> files =
                arguments.stream().filter(argument -> !Urls.isUrl(argument)).toList();
        List<String> urls = arguments.stream().filter(Urls::isUrl).toList();
        check(files, urls);
        var options = options(urls.size());
        List<RtmpPublisher> publishers = new ArrayList<>();
        tracks.requireIn(files);
        var sequence = new FileSequence(files, console().in());
        try (FrameReader frames = paced(sequence);
                var client = RtmpClient.create(server.settings())) {
            for (String url : urls) {
                publishers.add(client.newPublisher(server.url(url, console()), options));
            }
            var targets = new Targets(publishers);
            var meter = new Meter(System.nanoTime());
            endOnInterrupt(targets);
            targets.start();
            if (publishers.size() == 1 && !targets.isAnyLeft()) {
                throw Objects.requireNonNull(publishers.getFirst().lastFailure());
            }
            Progress progress = Progress.start(console(), quiet(), () -> targets.status(meter), targets::changes);
            try {
                copy(frames, targets, options.overflow() == Overflow.BLOCK);
            } finally {
                targets.close();
                progress.close();
            }
            Targets.Result result = targets.result();
            print(result, result.toString());
            sequence.cutShort()
                    .forEach(file -> console().err().println(file + " is cut short: what there is was published"));
            boolean isLess =
                    targets.code() == ExitCode.DONE && !sequence.cutShort().isEmpty();
            return isLess ? ExitCode.FILE : targets.code();
        }
    }

    private void check(List<String> files, List<String> urls) {
        if (files.isEmpty() || urls.isEmpty()) {
            throw new UsageException(
                    files.isEmpty()
                            ? "a file to publish is missing (- is standard input)"
                            : "a URL to publish to is missing, such as rtmp://localhost/live/cam");
        }
        if (rounds < 1) {
            throw new UsageException("--loop " + rounds + " (expected: 1 or more)");
        }
        if (files.contains(FileSequence.STANDARD_INPUT) && (files.size() > 1 || rounds > 1)) {
            throw new UsageException("standard input (-) can be published once, and with no other file");
        }
    }

    private PublishOptions options(int servers) {
        Overflow overflow = onOverflow
                .map(what -> Overflow.valueOf(what.name().toUpperCase(Locale.ROOT)))
                .orElse(servers == 1 ? Overflow.BLOCK : Overflow.DROP);
        CodecNames names = enhanced ? CodecNames.FOUR_CC : CodecNames.AS_PUBLISHED;
        return PublishOptions.DEFAULT
                .withOverflow(overflow)
                .withForm(tracks.form(names))
                .withReconnect(noReconnect ? Reconnect.NONE : Reconnect.DEFAULT);
    }

    private FrameReader paced(FileSequence sequence) {
        return new PacedReader(rounds == 1 ? sequence : new LoopedReader(sequence, rounds), speed);
    }

    /** This thread may wait for servers, for what comes through a pipe, or for the time of the next frame. */
    private void endOnInterrupt(Targets targets) {
        Thread copying = Thread.currentThread();
        console().interrupt().onRequest(() -> {
            targets.end();
            copying.interrupt();
        });
    }

    /** Until the end, Ctrl-C, or until no server is left. */
    private void copy(FrameReader frames, Targets targets, boolean waits) throws IOException {
        Interrupt interrupt = console().interrupt();
        try {
            for (MediaFrame header : frames.headers()) {
                targets.write(header, waits);
            }
            MediaFrame frame = frames.next();
            while (frame != null && targets.isAnyLeft() && !interrupt.requested()) {
                targets.write(frame, waits);
                frame = frames.next();
            }
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            // ends as it does behind the last frame
        }
        Thread.interrupted(); // what follows waits, for the end of the streams
    }
}
