package io.millrace.bench.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTest {
    private static final Goal GOAL = new Goal(20, 5, 0.5, " ms");

    @ParameterizedTest
    @CsvSource({
        "20.1, MISSED",
        "20, MUST",
        "5.1, MUST",
        "5, SHOULD",
        "0.51, SHOULD",
        "0.5, RECORD",
        "0, RECORD",
        "-1, NOT_MEASURED",
        "NaN, NOT_MEASURED"
    })
    void levelIsTheFarthestThatIsReached(double value, Level level) {
        assertThat(GOAL.level(value)).isEqualTo(level);
    }

    @Test
    void boundsAreShownWithTheirUnit() {
        assertThat(GOAL.texts()).containsExactly("20 ms", "5 ms", "0.5 ms");
        assertThat(Goal.ratio(1.5, 1.15, 1).texts()).containsExactly("1.5x", "1.15x", "1x");
    }
}
