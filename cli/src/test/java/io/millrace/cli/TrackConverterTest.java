package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.flv.TrackChoice;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class TrackConverterTest {
    private final TrackConverter converter = new TrackConverter();

    @Test
    void readsAllOrIds() {
        assertThat(converter.convert("all")).isEqualTo(new TrackChoice.AsPublished());
        assertThat(converter.convert("0")).isEqualTo(new TrackChoice.Only(Set.of(0)));
        assertThat(converter.convert("0,255,0")).isEqualTo(new TrackChoice.Only(Set.of(0, 255)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "-1", "256", "0,", ",0", "0 1", "1.5", "99999999999"})
    void saysWhatItWouldTake(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text))
                .withMessage("'" + text + "' (expected: all, or IDs from 0 to 255 such as 0,2)");
    }
}
