package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.load.Load;
import io.millrace.client.load.LoadMedia;
import io.millrace.client.load.LoadOptions;
import io.millrace.client.load.LoadReport;
import io.millrace.client.load.LoadReport.Connections;
import io.millrace.testkit.MediaFile;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The load generator, and what it says of a server that does its work. */
class LoadIT {
    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT
            .withClients(2, 6)
            .withMedia(new LoadMedia.Generated(500_000, 30, 30, true))
            .withDuration(Duration.ofMinutes(10));

    /** Closes the load when it has come so far. */
    private static LoadReport runUntil(Predicate<LoadReport> enough, String url, LoadOptions options) throws Exception {
        var reached = new CompletableFuture<LoadReport>();
        Load load = Load.start(url, options, report -> {
            if (enough.test(report)) {
                reached.complete(report);
            }
        });
        try (load) {
            CompletableFuture.anyOf(reached, load.done()).get();
        }
        return load.report();
    }

    @Test
    void everyPlayerGetsEveryFrameOfItsPublisher() throws Exception {
        // However slow this machine is, nobody jumps ahead.
        try (var server = TestServer.start("streams.max-lag=5m")) {
            LoadReport report = runUntil(
                    sofar -> sofar.received().frames() > 600 && sofar.latency().count() > 0,
                    server.url("live/load"),
                    OPTIONS);

            assertThat(report.failures()).isEmpty();
            assertThat(report.publishers()).isEqualTo(new Connections(2, 2, 0, 0, 0));
            assertThat(report.players()).isEqualTo(new Connections(6, 6, 0, 0, 0));
            assertThat(report.missing()).isZero();
            assertThat(report.outOfOrder()).isZero();
            assertThat(report.toKeyFrame().count()).isEqualTo(6);
            server.awaitConnections(0);
        }
    }

    @Test
    void visitorsLeaveAtTheirFirstKeyFrame() throws Exception {
        try (var server = TestServer.start()) {
            LoadReport report = runUntil(
                    sofar -> sofar.storm().served() > 20,
                    server.url("live/load"),
                    OPTIONS.withClients(1, 0).withStorm(20));

            assertThat(report.failures()).isEmpty();
            assertThat(report.storm().failed()).isZero();
            assertThat(report.storm().begun())
                    .isGreaterThanOrEqualTo(report.storm().served());
            assertThat(report.players()).isEqualTo(new Connections(0, 0, 0, 0, 0));
            server.awaitConnections(0);
        }
    }

    @Test
    void aFileIsPublishedByEveryPublisher() throws Exception {
        try (var server = TestServer.start()) {
            LoadReport report = runUntil(
                    sofar -> sofar.toKeyFrame().count() == 6 && sofar.received().frames() > 600,
                    server.url("live/file"),
                    OPTIONS.withMedia(new LoadMedia.MediaFile(MediaFile.H264_AAC_B_FRAMES.path())));

            assertThat(report.failures()).isEmpty();
            assertThat(report.publishers().connected()).isEqualTo(2);
            assertThat(report.sent().frames()).isPositive();
        }
    }
}
