package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
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
    void noRatioWhereOneServerHasNoWholeRound() {
        var report = report(
                round("millrace", 1, "\"server_cpu\":0.30"),
                new Round("nginx-rtmp", 1, Result.failed("publisher 0: \"refused\"\n")));
        assertThat(report.markdown())
                .contains("No ratio: one of the servers has no whole round")
                .contains("| CPU | 0.30 (0.30 to 0.30) | - |")
                .contains("**nginx-rtmp 1: FAILED: publisher 0:  refused**");
        assertThat(report.json()).contains("\"whole\":false,\"result\":{\"first_failure\":\"publisher 0:  refused\"}");
    }

    @Test
    void oneServerAloneHasNoRatio() {
        var report = report(round("millrace", 1, "\"server_cpu\":0.30"));
        assertThat(report.markdown()).contains("No second server");
        assertThat(report.allWhole()).isTrue();
    }

    private static Round round(String server, int number, String figures) {
        return new Round(server, number, Result.parse("{\"run\":\"fanout\"," + figures + "}"));
    }

    private static Report report(Round... rounds) {
        var machine = new Machine("a processor", 2, "Linux", "a JVM", "0123456789ab");
        return new Report("fanout", machine, List.of(), List.of(CPU), CPU, List.of(rounds));
    }
}
