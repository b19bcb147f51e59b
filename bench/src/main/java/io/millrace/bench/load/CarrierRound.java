package io.millrace.bench.load;

import io.millrace.client.ClientSettings;
import io.millrace.client.load.Load;
import io.millrace.client.load.LoadMedia;
import io.millrace.client.load.LoadOptions;
import io.millrace.client.load.LoadReport;
import io.millrace.client.load.LoadReport.Phase;
import io.millrace.transport.ClientTls;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** One publisher and players of its stream over one carrier: our own client, in this process, which looks at every frame. */
final class CarrierRound {
    private static final int CONNECTIONS_A_SECOND = 100;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration LONGER_THAN_ANY = Duration.ofHours(2);

    private CarrierRound() {}

    static Result run(Server server, String scheme, String stream, int players, int seconds)
            throws IOException, InterruptedException {
        var options = new LoadOptions(
                1, players, 0, false, LoadMedia.Generated.DEFAULT, CONNECTIONS_A_SECOND, LONGER_THAN_ANY, 1, false);
        var settings = ClientSettings.builder().tls(ClientTls.insecure()).build();
        String url = scheme + "://127.0.0.1:" + server.port() + "/bench/" + stream;
        try (Load load = Load.start(url, options, settings, report -> {})) {
            while (load.report().phase() == Phase.RAMP_UP) {
                Thread.sleep(POLL);
            }
            Duration before = server.cpu();
            Thread.sleep(Duration.ofSeconds(seconds));
            Duration used = server.cpu().minus(before);
            return server.isAlive() ? result(scheme, load.report(), used) : Result.failed(server.name() + " has ended");
        }
    }

    private static Result result(String scheme, LoadReport report, Duration serverCpu) {
        int players = report.players().wanted();
        long absent = players
                - report.players().connected()
                + report.players().lost()
                + report.publishers().lost();
        String json = String.format(
                Locale.ROOT,
                "{\"run\":\"carriers\",\"players\":%d,\"failed_players\":%d,\"first_failure\":\"%s\",\"lost\":%d,"
                        + "\"reordered\":%d,\"delivered_share\":%.4f,\"server_cpu\":%.4f,\"generator_cpu\":%.3f,"
                        + "\"%s\":%.2f,\"publisher_late_ms_p99\":%.2f,\"latency_ms_p50\":%.2f,\"latency_ms_p99\":%.2f,"
                        + "\"latency_ms_max\":%.2f}",
                players,
                absent,
                report.failures().isEmpty()
                        ? ""
                        : report.failures().getFirst().reason().replace('"', ' '),
                report.missing() + report.dropped(),
                report.outOfOrder(),
                (double) report.received().bytes() / report.sent().bytes() / players,
                serverCpu.toNanos() / 1e9 / report.seconds(),
                report.cpuSeconds() / report.seconds(),
                // Through the tunnel frames go with requests, one after the other: that does not say how busy we are.
                scheme.startsWith("rtmpt") ? "publisher_waits_ms_p99" : "publisher_lag_ms_p99",
                report.publisherLate().p99(),
                report.publisherLate().p99(),
                report.latency().p50(),
                report.latency().p99(),
                report.latency().max());
        return Result.parse(json);
    }
}
