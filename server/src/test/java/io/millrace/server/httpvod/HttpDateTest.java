package io.millrace.server.httpvod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
            })
    @DisplayName("RFC9110 §5.6.7: a recipient reads all three forms")
    void readsWhatEverWasADate(String text) {
        assertThat(HttpDate.parse(text)).hasValue(EXAMPLE);
    }

    @Test
    void twoDigitsAreAYearOfThisTime() {
        assertThat(HttpDate.parse("Friday, 02-Jan-26 03:04:05 GMT")).hasValue(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "\"tag\""})
    void whatIsNoDateIsNone(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @Test
    void writesTheFormOfToday() {
        assertThat(HttpDate.format(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
