package io.millrace.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.bench.load.Result;
import io.millrace.bench.load.Round;
import io.millrace.bench.table.Job.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rows make of rounds. */
class RowsTest {
    private static final Loads LOADS = new Loads(8);

    private final List<Round> rounds = new ArrayList<>();

    @Test
    void cpuIsSetAgainstThatOfNginx() {
        round(LOADS.players(Subject.MILLRACE, 1000), "'server_cpu':0.4,'server_system_cpu':0.3");
        round(LOADS.players(Subject.NGINX, 1000), "'server_cpu':0.5,'server_system_cpu':0.4");
        round(LOADS.sendLoop(1000), "'server_cpu':0.3");
        assertThat(lines(new CpuRow(LOADS)))
                .extracting(Line::measured, Line::nginx, Line::ratio, Line::level)
                .containsExactly(
                        tuple("400 (400 to 400)", "500 (500 to 500)", "0.80", Level.SHOULD),
                        tuple("75 (75 to 75)", "80 (80 to 80)", "", Level.NONE),
                        tuple("300 (300 to 300)", "", "", Level.NONE),
                        tuple("-", "", "", Level.NONE));
    }

    @Test
    void withoutNginxNothingIsReachedOrMissed() {
        round(LOADS.players(Subject.MILLRACE, 1000), "'server_cpu':0.4");
        assertThat(lines(new CpuRow(LOADS)).getFirst().level()).isEqualTo(Level.NOT_MEASURED);
    }

    @Test
    void capacityCountsOnlyWhereEveryRoundIsWhole() {
        round(LOADS.players(Subject.MILLRACE, 4000), "'video_ms_p99':112");
        round(LOADS.players(Subject.MILLRACE, 4000), "'video_ms_p99':120");
        round(LOADS.players(Subject.MILLRACE, 6000), "'video_ms_p99':260");
        round(LOADS.players(Subject.MILLRACE, 8000), "'video_ms_p99':400");
        round(LOADS.players(Subject.MILLRACE, 8000), "'video_ms_p99':300,'drained_short':1");
        assertThat(lines(new CapacityRow(LOADS)).subList(0, 3))
                .extracting(Line::measured, Line::goals, Line::level)
                .containsExactly(
                        tuple("2 of 2; 116 (112 to 120)", List.of("all, < 500 ms", "", ""), Level.MUST),
                        tuple("1 of 1; 260 (260 to 260)", List.of("", "all, < 250 ms", ""), Level.NONE),
                        tuple("1 of 2; 350 (300 to 400)", List.of("", "", "all, < 420 ms"), Level.NONE));
    }

    @Test
    void capacityOfTheLeastNumberMustBeReached() {
        round(LOADS.players(Subject.MILLRACE, 4000), "'video_ms_p99':510");
        assertThat(lines(new CapacityRow(LOADS)).getFirst().level()).isEqualTo(Level.MISSED);
    }

    @Test
    void memoryIsWhatCameToThatOfAServerJustStarted() {
        round(LOADS.players(Subject.FRESH_MILLRACE, 1000), "'server_rss_idle_mib':100,'server_rss_mib':150");
        round(LOADS.players(Subject.FRESH_MILLRACE, 4000), "'server_rss_idle_mib':104,'server_rss_mib':213.5");
        round(LOADS.publishers(Subject.FRESH_MILLRACE), "'server_rss_idle_mib':102,'server_rss_mib':227");
        assertThat(lines(new MemoryRow(LOADS)))
                .extracting(Line::measured, Line::level)
                .containsExactly(
                        tuple("102 (100 to 104)", Level.SHOULD),
                        tuple("20.3", Level.SHOULD),
                        tuple("29.6", Level.RECORD));
    }

    @Test
    void longestPauseOfAllRoundsCounts() {
        round(LOADS.players(Subject.MILLRACE, 1000), "'jvm_pause_ms_max':0.9");
        round(LOADS.players(Subject.MILLRACE, 1000), "'jvm_pause_ms_max':5.5");
        round(LOADS.players(Subject.MILLRACE, 1000), "'jvm_pause_ms_max':0.8");
        var line = lines(new PauseRow(LOADS)).getFirst();
        assertThat(line.measured()).isEqualTo("0.90 (0.80 to 5.50)");
        assertThat(line.level()).isEqualTo(Level.MUST);
    }

    @Test
    void riseOfCostIsTheLargestFromAnyNumberToALargerOne() {
        assertThat(GrowthRow.rise(List.of(500.0, 400.0, 480.0, 300.0))).isEqualTo(1.2);
        assertThat(GrowthRow.rise(List.of(500.0, 400.0, 300.0))).isEqualTo(0.8);
        assertThat(GrowthRow.rise(List.of(500.0, Double.NaN, 300.0))).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "'''silent_players'':0,''gap_ms_max'':900,''recovery_seconds'':2.0', MUST",
        "'''silent_players'':1,''gap_ms_max'':900,''recovery_seconds'':2.0', MISSED",
        "'''silent_players'':0,''gap_ms_max'':9000,''recovery_seconds'':2.0', MISSED",
        "'''silent_players'':0,''gap_ms_max'':900,''recovery_seconds'':11.0', MISSED",
        "'''silent_players'':0,''gap_ms_max'':900,''recovery_seconds'':-1', MISSED"
    })
    void overloadIsBorneWhenNobodyIsSilentAndItEndsSoon(String figures, Level level) {
        round(
                LOADS.overload(12_000),
                "'failed_players':0,'failed_publishers':0,'publisher_lag_ms_p99':1,'lost':900," + figures);
        assertThat(lines(new OverloadRow(LOADS))).extracting(Line::level).containsExactly(level, Level.NOT_MEASURED);
    }

    @Test
    void overloadSaysWhoMissedWhatAndWhetherItEnded() {
        round(LOADS.overload(12_000), """
                'publisher_lag_ms_p99':0.1,'jumps':7,'failed_players':2,'silent_players':3,'short_players':190,'parsed_players':200,\
                'video_ms_p99':4100,'gap_ms_p99':2100,'gap_ms_max':3000,'server_rss_mib':700,'recovery_seconds':-1""");
        assertThat(lines(new OverloadRow(LOADS)).getFirst().measured())
                .isEqualTo("publisher late p99 0.1 ms; 7 jumps; 2 failed, 3 silent, 190 of 200 parsed missed messages; "
                        + "video p99 4100 ms, longest gap p99 2100, most 3000 ms; memory 700 MiB; not recovered");
    }

    private List<Line> lines(Row row) {
        return row.lines(new Results(rounds));
    }

    private void round(Job job, String figures) {
        var result = Result.parse("{\"run\":\"" + job.kind() + "\"," + figures.replace('\'', '"') + "}");
        rounds.add(new Round(job.title(), rounds.size() + 1, result));
    }
}
