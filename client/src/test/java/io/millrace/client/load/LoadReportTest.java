package io.millrace.client.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.load.LoadReport.Connections;
import io.millrace.client.load.LoadReport.Failure;
import io.millrace.client.load.LoadReport.Phase;
import io.millrace.client.load.LoadReport.Traffic;
import org.junit.jupiter.api.Test;

final class LoadReportTest {
    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT.withClients(1, 2);

    private final Tally tally = new Tally();

    private LoadReport all() {
        return tally.report(Phase.ENDED, OPTIONS, new Tally().moment(0, 0), tally.moment(10, 1));
    }

    private void everybodyIsThere() {
        tally.publishers.connected.increment();
        tally.players.connected.add(2);
    }

    @Test
    void mediaAreThoseOfTheTimeMeasured() {
        tally.sentFrames.add(100);
        tally.sentBytes.add(5000);
        tally.latency.record(9_000_000_000L);
        Tally.Moment begin = tally.moment(3, 1.5);
        tally.sentFrames.add(10);
        tally.sentBytes.add(1000);
        tally.missing.add(4);
        tally.latency.record(1_000_000);

        LoadReport report = tally.report(Phase.MEASURING, OPTIONS, begin, tally.moment(7, 2));

        assertThat(report.sent()).isEqualTo(new Traffic(10, 1000, 2000));
        assertThat(report.missing()).isEqualTo(4);
        assertThat(report.seconds()).isEqualTo(4);
        assertThat(report.cpuSeconds()).isEqualTo(0.5);
        assertThat(report.latency().count()).isEqualTo(1);
        assertThat(report.latency().max()).isBetween(1.0, 1.25);
    }

    @Test
    void percentilesAreInOrder() {
        for (int millis = 1; millis <= 100; millis++) {
            tally.latency.record(millis * 1_000_000L);
        }

        LoadReport.Times times = all().latency();

        assertThat(times.p50()).isBetween(50.0, 63.0);
        assertThat(times.p90()).isBetween(90.0, 113.0);
        assertThat(times.p99()).isBetween(99.0, 125.0);
        assertThat(times.max()).isBetween(100.0, 126.0);
    }

    @Test
    void noTimeIsNoRate() {
        assertThat(Traffic.of(0, 0, 0)).isEqualTo(new Traffic(0, 0, 0));
    }

    @Test
    void wholeIsWhenEverybodyCameAndNothingIsMissing() {
        assertThat(all().isWhole()).isFalse();

        everybodyIsThere();
        assertThat(all().isWhole()).isTrue();

        tally.outOfOrder.increment();
        assertThat(all().isWhole()).isFalse();
    }

    @Test
    void whoWasLostWasNotWhole() {
        everybodyIsThere();
        tally.players.lost.increment();
        tally.players.reconnected.increment();

        LoadReport report = all();

        assertThat(report.players()).isEqualTo(new Connections(2, 2, 0, 1, 1));
        assertThat(report.isWhole()).isFalse();
    }

    @Test
    void reasonsAreCountedAndBounded() {
        tally.reason("no such stream");
        for (int i = 0; i < 100; i++) {
            tally.reason("reason " + i % 50);
            tally.reason("full");
        }

        assertThat(all().failures())
                .hasSizeLessThanOrEqualTo(20)
                .contains(new Failure("no such stream", 1))
                .isSortedAccordingTo((a, b) -> Long.compare(b.count(), a.count()));
        assertThat(all().failures().stream().mapToLong(Failure::count).sum()).isEqualTo(201);
    }

    @Test
    void textNamesWhatThereWas() {
        everybodyIsThere();
        tally.receivedFrames.add(300);
        tally.receivedBytes.add(12_500_000);
        tally.reason("connection refused");

        assertThat(all().text())
                .contains("publishers       1 of 1 connected, 0 failed, 0 lost, 0 reconnected")
                .contains("measured         10.0 s, 0.10 processors busy here")
                .contains("received         300 frames, 12,500,000 bytes, 10.0 Mbit/s")
                .contains("failed           1 times: connection refused")
                .doesNotContain("sent", "storm", "latency");
    }
}
