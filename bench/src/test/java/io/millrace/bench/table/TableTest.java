package io.millrace.bench.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.load.Result;
import io.millrace.bench.load.Round;
import io.millrace.bench.table.Job.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Loads LOADS = new Loads(8);
    private static final Job OURS = LOADS.storm(Subject.MILLRACE);
    private static final Job THEIRS = LOADS.storm(Subject.NGINX);

    @Test
    void hasALineForEachFigureAndOneForEachLoad() {
        var table = table(
                round(OURS, 1, "\"cpu_us_per_connection\":300,\"generator_cpu\":0.5"),
                round(OURS, 2, "\"cpu_us_per_connection\":200,\"generator_cpu\":0.7"),
                round(THEIRS, 1, "\"cpu_us_per_connection\":100"));
        assertThat(table.markdown())
                .startsWith("- Measured.\n\n| row |")
                .contains("| 6 | CPU per connection in a storm, µs | 250 (200 to 300) | 100 (100 to 100) | 2.50 "
                        + "| 4x | 2.5x | 1.5x | should |\n")
                .contains("| 10 | RTMPS: CPU per player against plain | `./dev bench carriers` | ")
                .contains("| millrace, storm | 2 of 2 | - | 0.60 (0.50 to 0.70) | - |\n");
        assertThat(table.reached()).isTrue();
    }

    @Test
    void isNotReachedWhenAMustIsMissed() {
        var table = table(
                round(OURS, 1, "\"cpu_us_per_connection\":500"), round(THEIRS, 1, "\"cpu_us_per_connection\":100"));
        assertThat(table.markdown()).contains("| 5.00 | 4x | 2.5x | 1.5x | **missed** |\n");
        assertThat(table.reached()).isFalse();
    }

    @Test
    void isNotReachedWhenARoundFailed() {
        var table = table(
                round(OURS, 1, "\"cpu_us_per_connection\":100"),
                new Round(OURS.title(), 2, Result.failed("millrace has ended")),
                round(THEIRS, 1, "\"cpu_us_per_connection\":100"));
        assertThat(table.markdown())
                .contains("| millrace, storm | 1 of 2 |")
                .contains("\n**millrace, storm, round 2: FAILED: millrace has ended**\n");
        assertThat(table.reached()).isFalse();
    }

    @Test
    void whatIsBeyondAServerNeedNotBeWhole() {
        var job = LOADS.players(Subject.NGINX, 2000).with(Job.Effort.BEYOND);
        var lossy = round(job, 1, "\"lost\":5");
        assertThat(table(List.of(job), lossy).reached()).isTrue();
        assertThat(table(List.of(job), new Round(job.title(), 1, Result.failed("it has ended")))
                        .reached())
                .isFalse();
    }

    private static Round round(Job job, int number, String figures) {
        return new Round(job.title(), number, Result.parse("{\"run\":\"" + job.kind() + "\"," + figures + "}"));
    }

    private static Table table(Round... rounds) {
        return table(List.of(OURS, THEIRS), rounds);
    }

    private static Table table(List<Job> jobs, Round... rounds) {
        List<Row> rows = jobs.contains(OURS) ? List.of(new StormRow(LOADS), new TlsRow()) : List.of();
        return new Table(List.of("Measured."), rows, jobs, new Results(List.of(rounds)));
    }
}
