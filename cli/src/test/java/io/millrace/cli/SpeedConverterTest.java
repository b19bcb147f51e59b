package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class SpeedConverterTest {
    private final SpeedConverter converter = new SpeedConverter();

    @ParameterizedTest
    @CsvSource({"1, 1", "0.5, 0.5", "10x, 10", "0.1, 0.1", "100, 100", "max, Infinity"})
    void readsSpeedsAsPeopleWriteThem(String text, double speed) {
        assertThat(converter.convert(text)).isEqualTo(speed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "0.09", "100.1", "-1", "NaN", "Infinity", "2xx", "fast"})
    void saysWhatItWouldTake(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text))
                .withMessage("'" + text + "' (expected: 0.1 to 100, or max)");
    }
}
