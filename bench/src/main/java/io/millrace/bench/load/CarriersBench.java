package io.millrace.bench.load;

import io.millrace.bench.run.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What TLS, RTMPE and the HTTP tunnel cost beside plain RTMP, how many TLS sessions can begin, and how often who idles asks. */
@Command(
        name = "carriers",
        showDefaultValues = true,
        description = "Players over TLS, RTMPE and the HTTP tunnel against players over TCP, in turns on one Millrace;"
                + " then new TLS sessions, and an idle client of the tunnel.")
final class CarriersBench implements Callable<Integer> {
    private static final double MOST_REQUESTS_A_SECOND = 100;
    private static final double LEAST_SESSIONS_A_SECOND = 300;
    private static final double MOST_MILLIS_LATE = 1000;

    /** What a player may cost, in players of plain RTMP. The tunnel only has to be in time. */
    private static final Map<String, Double> MOST_OF_PLAIN = Map.of("rtmps", 1.8, "rtmpe", 2.0);

    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(10, 20);

    @Option(
            names = "--schemes",
            split = ",",
            defaultValue = "rtmps,rtmpe,rtmpt,rtmp",
            description = "Those to compare, the last one is what the others are compared with; with rtmps also new TLS"
                    + " sessions, with rtmpt an idle client.")
    private List<String> schemes = List.of();

    @Option(names = "--players", defaultValue = "200", description = "1 to 5000, in each round.")
    private int players;

    private final List<String> missed = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRange("--players", players, 1, 5000);
        rig.checkRounds();
        window.check(rig, 1, 600);
        Machine machine = Machine.here(rig.root()); // before this process sees one processor only
        Cores cores = rig.cores();
        var reports = new ArrayList<Report>();
        if (schemes.contains("rtmps")) {
            reports.add(sessions(machine, cores));
        }
        reports.add(carriers(machine, cores.pinThisProcess()));
        for (Report report : reports) {
            rig.publish(report);
        }
        missed.forEach(text -> System.out.println("MISSED: " + text));
        return missed.isEmpty() && reports.stream().allMatch(Report::allWhole) ? 0 : 1;
    }

    private Report carriers(Machine machine, Cores cores) throws IOException, InterruptedException {
        var conditions = new ArrayList<String>();
        conditions.add("Players: %d of one stream of 2,500 kbit/s, windows of %d s; one server for all."
                .formatted(players, window.seconds()));
        List<Round> rounds;
        try (Server server = rig.startMillrace(
                cores,
                Map.of(
                        "MILLRACE_TLS_SELF_SIGNED", "true",
                        "MILLRACE_RTMP_RTMPE", "true",
                        "MILLRACE_RTMP_MAX_CONNECTIONS", "" + 3 * players))) { // a tunnel may take two sockets
            rounds = rig.inTurns(
                    schemes,
                    scheme -> scheme,
                    window,
                    (scheme, stream, seconds) -> CarrierRound.run(server, scheme, stream + scheme, players, seconds));
            if (schemes.contains("rtmpt")) {
                conditions.add(idle(server, cores));
            }
        }
        conditions.add(cores.description());
        var report = new Report(
                "carriers",
                machine,
                conditions,
                List.of(
                        Figures.SERVER_CPU,
                        Figures.CPU_PER_PLAYER,
                        Figure.of("delivered of what was sent, in the window", 3, "delivered_share"),
                        Figure.of("missing frames", 0, "lost"),
                        Figure.of("latency p50, ms", 1, "latency_ms_p50"),
                        Figure.of("latency p99, ms", 1, "latency_ms_p99"),
                        Figure.of("latency max, ms", 1, "latency_ms_max"),
                        Figure.of("publisher late p99, ms", 1, "publisher_late_ms_p99"),
                        Figures.GENERATOR_CPU),
                Comparison.ratio(Figures.CPU_PER_PLAYER),
                rounds);
        MOST_OF_PLAIN.forEach((scheme, most) -> missed(
                schemes.contains(scheme) && !(report.compared(scheme).median() <= most), scheme + ": CPU per player"));
        missed(rounds.stream().anyMatch(CarriersBench::isLate), "latency");
        return report;
    }

    private String idle(Server server, Cores cores) throws IOException, InterruptedException {
        Rig.progress("an idle client of the tunnel");
        double requests = IdleTunnel.requestsPerSecond(server, cores, window.seconds());
        missed(!(requests < MOST_REQUESTS_A_SECOND), "requests of an idle rtmpdump");
        return String.format(Locale.ROOT, "An idle rtmpdump over rtmpt: %.1f requests a second.", requests);
    }

    private static boolean isLate(Round round) {
        return round.result().number("latency_ms_p99") > MOST_MILLIS_LATE;
    }

    private Report sessions(Machine machine, Cores cores) throws IOException, InterruptedException {
        List<Round> rounds;
        try (var ecdsa = rig.startMillrace("ECDSA-P-256", cores, TlsSessions.certificate("ec"));
                var rsa = rig.startMillrace("RSA-2048", cores, TlsSessions.certificate("rsa:2048"))) {
            rounds = rig.inTurns(
                    List.of(rsa, ecdsa),
                    Server::name,
                    window,
                    (server, stream, seconds) -> TlsSessions.run(server, cores, seconds));
        }
        var sessionsPerSecond = Figure.of("new TLS sessions a second", 0, "sessions_per_second");
        var cpuPerSession = Figure.of("CPU per session, µs", 0, "cpu_us_per_session");
        missed(
                rounds.stream().anyMatch(round -> !(sessionsPerSecond.of(round) >= LEAST_SESSIONS_A_SECOND)),
                sessionsPerSecond.title());
        return new Report(
                "tls-sessions",
                machine,
                List.of(
                        "TLS 1.3 with X25519, full handshakes, %d clients at a time (openssl s_time), windows of %d s."
                                .formatted(TlsSessions.CLIENTS, window.seconds()),
                        cores.description()),
                List.of(sessionsPerSecond, cpuPerSession, Figures.SERVER_CPU),
                Comparison.ratio(cpuPerSession),
                rounds);
    }

    private void missed(boolean isMissed, String goal) {
        if (isMissed) {
            missed.add(goal);
        }
    }
}
