package io.millrace.bench.client;

import io.millrace.bench.load.Cores;
import io.millrace.bench.load.Machine;
import io.millrace.bench.load.Rig;
import io.millrace.bench.load.Server;
import io.millrace.bench.run.Window;
import io.millrace.client.load.Load;
import io.millrace.client.load.LoadMedia;
import io.millrace.client.load.LoadOptions;
import io.millrace.client.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What one client process can do: publish, play, show a first frame at once, and leave nothing behind. */
@Command(
        name = "client",
        showDefaultValues = true,
        description =
                "The client: its processor time with many streams, its first frame, and what connections leave behind.")
public final class ClientBench implements Callable<Integer> {
    /** More than the server is to play to one of those who only publish. */
    private static final int PUBLISHERS_TO_PLAY = 4;

    private static final int CONNECTIONS_A_SECOND = 200;
    private static final int MOST_MILLIS_TO_FIRST_FRAME = 2;

    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(10, 5);

    @Option(names = "--publishers", defaultValue = "500", description = "1 to 10000.")
    private int publishers;

    @Option(names = "--players", defaultValue = "2000", description = "1 to 20000.")
    private int players;

    @Option(names = "--plays", defaultValue = "200", description = "Plays whose first frame is timed, 1 to 10000.")
    private int plays;

    @Option(names = "--cycles", defaultValue = "10000", description = "Connect, publish and close, 1 to 20000 times.")
    private int cycles;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Machine machine = Machine.here(rig.root()); // before this process sees one processor only
        System.out.println(machine.description());
        var firstFrame = FirstFrame.measure(plays);
        System.out.println(firstFrame.text());
        boolean reached = firstFrame.p50Millis() <= MOST_MILLIS_TO_FIRST_FRAME;
        Cores cores = rig.cores().pinThisProcess();
        System.out.println(cores.description());
        try (Server server = rig.startMillrace(
                Rig.MILLRACE, cores, Map.of("MILLRACE_RTMP_MAX_CONNECTIONS", "" + (publishers + players + 100)))) {
            String url = "rtmp://127.0.0.1:" + server.port() + "/bench/";
            LoadOptions publish = options(publishers, 0);
            LoadOptions play = options(PUBLISHERS_TO_PLAY, players);
            Duration warmup = Duration.ofSeconds(window.warmupSeconds());
            run(url + "warmup-publish", publish.withDuration(warmup));
            run(url + "warmup-play", play.withDuration(warmup));
            for (int round = 1; round <= rig.rounds(); round++) {
                reached &= isReached(publishers + " publishers", run(url + "publish" + round, publish));
                reached &= isReached(players + " players", run(url + "play" + round, play));
            }
            var leftovers = Leftovers.after(cycles, url + "cycle");
            System.out.println(leftovers.text());
            reached &= leftovers.isClean();
        }
        return reached ? 0 : 1;
    }

    private void check() {
        rig.checkRounds();
        window.check(rig, 1, 600);
        rig.checkRange("--publishers", publishers, 1, 10_000);
        rig.checkRange("--players", players, 1, 20_000);
        rig.checkRange("--plays", plays, 1, 10_000);
        rig.checkRange("--cycles", cycles, 1, 20_000);
    }

    private LoadOptions options(int publishing, int playing) {
        return new LoadOptions(
                publishing,
                playing,
                0,
                false,
                LoadMedia.Generated.DEFAULT,
                CONNECTIONS_A_SECOND,
                Duration.ofSeconds(window.seconds()),
                1,
                false);
    }

    private static LoadReport run(String url, LoadOptions options) throws IOException {
        try (Load load = Load.start(url, options, report -> {})) {
            return load.done().join();
        }
    }

    /** Whole, with less than one processor. */
    private static boolean isReached(String what, LoadReport report) {
        double processors = report.cpuSeconds() / report.seconds();
        System.out.printf(Locale.ROOT, "%n%s: %.2f processors%n%s%n", what, processors, report.text());
        return report.isWhole() && processors < 1;
    }
}
