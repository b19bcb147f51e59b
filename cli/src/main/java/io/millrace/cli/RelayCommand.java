package io.millrace.cli;

import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpPlayer;
import io.millrace.client.relay.Relay;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace relay}: from one server to others. */
@Command(
        name = "relay",
        header = "Copies a live stream from one server to others, until Ctrl-C.",
        description = {
            "Neither the source nor a target needs to be there: lost connections are made anew for as long as it takes."
                    + " A target that is slow or away misses frames up to a key frame, and the others notice nothing.",
        },
        footer = {
            "  # one stream to two platforms",
            "  millrace relay rtmp://localhost/live/cam rtmp://one.example/app/KEY rtmp://two.example/app/KEY",
            "",
            "  # how each target did, as JSON, after Ctrl-C",
            "  millrace relay --json rtmp://localhost/live/cam rtmp://one.example/app/KEY > result.json",
        })
final class RelayCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "The URL of the stream.")
    private String source = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TARGET", description = "The URLs it goes to.")
    private List<String> targets = List.of();

    @Option(
            names = "--no-reconnect",
            description =
                    "Give up whatever cannot be connected to or is lost; ends with the source, or with the last target.")
    private boolean noReconnect;

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** What is printed as JSON. */
    record Relayed(Source source, List<Targets.Target> targets) {
        @Override
        public String toString() {
            return source + System.lineSeparator() + new Targets.Result(targets);
        }
    }

    /** What came. */
    record Source(String url, String state, long frames, long bytes, int reconnects, String problem) {
        static Source of(RtmpPlayer player) {
            RtmpPlayer.Counters counters = player.counters();
            RtmpException problem = player.lastFailure();
            return new Source(
                    player.url().toString(),
                    Targets.word(player.state()),
                    counters.framesReceived(),
                    counters.bytesReceived(),
                    counters.reconnects(),
                    problem == null ? "" : String.valueOf(problem.getMessage()));
        }

        @Override
        public String toString() {
            return url + ": " + state + ", " + frames + " frames, " + bytes + " bytes"
                    + (reconnects == 0 ? "" : ", " + reconnects + " reconnects")
                    + (problem.isEmpty() ? "" : "; " + problem);
        }
    }

    RelayCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws IOException {
        List<RtmpUrl> urls = new ArrayList<>();
        for (String target : targets) {
            urls.add(Urls.parseStream(target));
        }
        try (var client = RtmpClient.create(server.settings());
                var relay = Relay.start(
                        client, server.url(source, console()), urls, noReconnect ? Reconnect.NONE : Reconnect.ALWAYS)) {
            console().interrupt().onRequest(relay.source()::closeAsync);
            var published = new Targets(relay.targets());
            var meter = new Meter(System.nanoTime());
            var changes = new StateChanges();
            Progress progress = Progress.start(
                    console(),
                    quiet(),
                    () -> status(relay, published, meter),
                    () -> changes(relay.source(), changes, published));
            try {
                relay.ended().join();
            } finally {
                progress.close();
            }
            var result =
                    new Relayed(Source.of(relay.source()), published.result().targets());
            print(result, result.toString());
            RtmpException lost = relay.source().lastFailure();
            return relay.source().state() == RtmpPlayer.State.FAILED && lost != null
                    ? Failure.of(lost).code()
                    : published.code();
        }
    }

    private static List<String> changes(RtmpPlayer source, StateChanges changes, Targets targets) {
        List<String> lines = new ArrayList<>(targets.changes());
        changes.of(source, source.url().toString(), Targets.word(source.state()), source.lastFailure())
                .ifPresent(lines::add);
        return lines;
    }

    private static Progress.Status status(Relay relay, Targets targets, Meter meter) {
        Progress.Status published = targets.status(meter);
        return new Progress.Status(
                "source " + Targets.word(relay.source().state()) + ", targets " + published.state(),
                published.figures());
    }
}
