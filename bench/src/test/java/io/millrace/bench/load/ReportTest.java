package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Machine MACHINE = new Machine("a processor", 2, "Linux", "a JVM", "0123456789ab");
    private static final Figure CPU = Figure.of("CPU", 2, "server_cpu");

    @Test
    void ratioIsOfTheMediansOfWholeRounds() {
        var report = report(
                round("millrace", 1, "\"server_cpu\":0.30"),
                round("nginx-rtmp", 1, "\"server_cpu\":0.40"),
                round("millrace", 2, "\"server_cpu\":0.10,\"lost\":7"),
                round("nginx-rtmp", 2, "\"server_cpu\":0.50"),
                round("millrace", 3, "\"server_cpu\":0.36"),
                round("nginx-rtmp", 3, "\"server_cpu\":0.60"));
        assertThat(report.markdown())
                .contains("**CPU, millrace / nginx-rtmp: 0.66**")
                .contains("| whole rounds | 2 of 3 | 3 of 3 |")
                .contains("| CPU | 0.33 (0.30 to 0.36) | 0.50 (0.40 to 0.60) |")
                .contains("**millrace 2: LOST: 7 messages, 0 players short**");
        assertThat(report.allWhole()).isFalse();
    }

    @Test
    void eachServerIsComparedWithTheLast() {
        var report = report(
                round("rtmps", 1, "\"server_cpu\":0.30"),
                round("rtmpe", 1, "\"server_cpu\":0.40,\"lost\":1"),
                round("rtmpt", 1, "\"server_cpu\":0.50"),
                round("rtmp", 1, "\"server_cpu\":0.20"));
        assertThat(report.markdown())
                .contains("**CPU, rtmps / rtmp: 1.50**")
                .contains("**CPU, rtmpt / rtmp: 2.50**")
                .contains("No comparison: one of the servers has no whole round");
        assertThat(report.compared("rtmpt").median()).isCloseTo(2.5, within(1e-9));
    }

    @Test
    void noRatioWhereOneServerHasNoWholeRound() {
        var report = report(
                round("millrace", 1, "\"server_cpu\":0.30"),
                new Round("nginx-rtmp", 1, Result.failed("publisher 0: \"refused\"\n")));
        assertThat(report.markdown())
                .contains("No comparison: one of the servers has no whole round")
                .contains("| CPU | 0.30 (0.30 to 0.30) | - |")
                .contains("**nginx-rtmp 1: FAILED: publisher 0:  refused**");
        assertThat(report.json()).contains("\"whole\":false,\"result\":{\"first_failure\":\"publisher 0:  refused\"}");
    }

    @Test
    void oneServerAloneIsComparedWithNone() {
        var report = report(round("millrace", 1, "\"server_cpu\":0.30"));
        assertThat(report.markdown()).contains("No second server, so there is no comparison");
        assertThat(report.allWhole()).isTrue();
    }

    @Test
    void differenceIsThatOfRoundsWithOneNumber() {
        var report = new Report(
                "record",
                MACHINE,
                List.of(),
                List.of(CPU),
                Comparison.difference(CPU),
                List.of(
                        round("recorded", 1, "\"server_cpu\":0.90"),
                        round("live", 1, "\"server_cpu\":0.80"),
                        round("live", 2, "\"server_cpu\":0.20"),
                        round("recorded", 2, "\"server_cpu\":0.60"),
                        round("recorded", 3, "\"server_cpu\":0.50"),
                        round("live", 3, "\"server_cpu\":0.30"),
                        round("recorded", 4, "\"server_cpu\":0.99"),
                        round("live", 4, "\"server_cpu\":0.01,\"failures\":1")));
        assertThat(report.markdown()).contains("**CPU, recorded - live: 0.20 (0.10 to 0.40)**");
        assertThat(report.compared().median()).isCloseTo(0.20, within(1e-9));
    }

    private static Round round(String server, int number, String figures) {
        return new Round(server, number, Result.parse("{\"run\":\"fanout\"," + figures + "}"));
    }

    private static Report report(Round... rounds) {
        return new Report("fanout", MACHINE, List.of(), List.of(CPU), Comparison.ratio(CPU), List.of(rounds));
    }
}
