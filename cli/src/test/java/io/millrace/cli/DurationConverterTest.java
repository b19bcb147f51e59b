package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest
    @CsvSource({
        "90, 90000",
        "90s, 90000",
        "1.5m, 90000",
        "0.25, 250",
        "500ms, 500",
        "2h, 7200000",
        "0, 0",
        "10000h, 36000000000"
    })
    void readsTimesAsPeopleWriteThem(String text, long millis) {
        assertThat(converter.convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1", "1d", "1:30", "ten", "99999999999", "1.2345", "10001h", "999999999h"})
    void saysWhatItWouldTake(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text))
                .withMessage("'" + text + "' is no time (expected: such as 90, 90s, 1.5m, 500ms, up to 10000h)");
    }
}
