package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTest {
    @Test
    void isWholeWhenEverybodyGotEverything() {
        assertThat(marks("\"lost\":0,\"failed_players\":0,\"generator_cpu\":0.5,\"publisher_lag_ms_p99\":0.07"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'failed_players':3,'first_failure':'player 7: closed' | FAILED: 3 connections, first player 7: closed
                    'failed_publishers':1,'first_failure':'publisher 0: x' | FAILED: 1 connections, first publisher 0: x
                    'failures':2,'first_failure':'player 1: y'            | FAILED: 2 connections, first player 1: y
                    'lost':12,'short_players':4                           | LOST: 12 messages, 4 players short
                    'unrecorded':9,'short_files':2                        | NOT RECORDED: 9 messages, 2 files short
                    'failed':2,'first_failure':'visitor 8: z'             | FAILED: 2 connections, first visitor 8: z
                    'drained_short':3,'drained_short_bytes':512           | SHORT: 3 unparsed players, by 512 bytes
                    'dropped':40                                          | DROPPED: 40 messages
                    'repeated':1,'reordered':2                            | OUT OF ORDER: 1 repeated, 2 reordered
                    'late':2,'late_ms_max':31.4                           | LATE: 2 messages, by 31 ms at most
                    'generator_cpu':0.95                                  | GENERATOR AT ITS LIMIT
                    'publisher_lag_ms_p99':25.0                           | GENERATOR AT ITS LIMIT""", quoteCharacter = '"')
    void isMarkedWithWhatWentWrong(String figures, String mark) {
        assertThat(marks(figures.replace('\'', '"'))).containsExactly(mark);
    }

    @Test
    void ofAStormIsWholeAtTheLimitOfTheGenerator() {
        var result = Result.parse("{\"run\":\"storm\",\"generator_cpu\":0.99}");
        assertThat(new Round("millrace", 1, result).marks()).isEmpty();
    }

    @Test
    void withoutFiguresIsMarkedFailed() {
        assertThat(new Round("millrace", 1, Result.failed("it has ended")).marks())
                .containsExactly("FAILED: it has ended");
    }

    private static List<String> marks(String figures) {
        return new Round("millrace", 1, Result.parse("{\"run\":\"fanout\"," + figures + "}")).marks();
    }
}
