package io.millrace.bench.load;

import io.millrace.bench.run.Window;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many clients of one shared object, who change it in turn: what that costs, and when all have heard of a change. */
@Command(
        name = "sharedobject",
        showDefaultValues = true,
        description = "Clients of one shared object, who change it in turn.")
final class SharedObjectBench implements Callable<Integer> {
    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(10, 10);

    @Option(names = "--clients", defaultValue = "1000", description = "2 to 20000.")
    private int clients;

    @Option(names = "--rate", defaultValue = "100", description = "Changes in a second, of all clients, 1 to 10000.")
    private int rate;

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRange("--clients", clients, 2, 20_000);
        rig.checkRange("--rate", rate, 1, 10_000);
        rig.checkRounds();
        window.check(rig, 1, 600);
        Machine machine = Machine.here(rig.root()); // before this process sees one processor only
        Cores cores = rig.cores().pinThisProcess();
        List<Round> rounds;
        try (Server server = rig.startMillrace(cores, Map.of())) {
            rounds = rig.inTurns(List.of(server), Server::name, window, this::round);
        }
        var conditions = List.of(
                "Clients: %d, changes: %d a second by one client after the other, rounds of %d s."
                        .formatted(clients, rate, window.seconds()),
                cores.description());
        List<Figure> figures = figures();
        var report =
                new Report("sharedobject", machine, conditions, figures, Comparison.ratio(figures.getFirst()), rounds);
        rig.publish(report);
        return report.allWhole() ? 0 : 1;
    }

    private Result round(Server server, String object, int length) throws InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        try (var load = new SharedObjectLoad(address, object, clients)) {
            return load.run(server, rate, length);
        } catch (IOException e) {
            return Result.failed(e.toString());
        }
    }

    private static List<Figure> figures() {
        return List.of(
                Figure.of("CPU of the server, processors", 2, "server_cpu"),
                Figure.of("CPU of the generator, processors", 2, "generator_cpu"),
                Figure.of("changes made a second", 1, "changes_per_second"),
                Figure.of("changes delivered a second", 0, "delivered_per_second"),
                Figure.of("share delivered one by one", 4, "delivered_share"),
                Figure.of("clients sent the content instead", 0, "resyncs"),
                Figure.of("change to one client p50, ms", 1, "latency_ms_p50"),
                Figure.of("change to one client p99, ms", 1, "latency_ms_p99"),
                Figure.of("change to all clients p50, ms", 1, "to_all_ms_p50"),
                Figure.of("change to all clients p99, ms", 1, "to_all_ms_p99"));
    }
}
