package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "17, 17", "17B, 17", "64KiB, 65536", "16 MiB, 16777216", "3GiB, 3221225472"})
    void readsNumberAndUnit(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "MiB", "16MB", "16mib", "-1", "1.5MiB", "9999999999GiB", "1 MiB ", "99999999999999999999"})
    void refusesOtherText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1023, 1023B", "1024, 1KiB", "1536, 1536B", "16777216, 16MiB", "5368709120, 5GiB"})
    void showsTheLargestUnitThatDividesIt(long bytes, String text) {
        assertThat(new ByteSize(bytes)).hasToString(text);
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @Test
    void stopsAtTheLargestIntWhereJavaCountsWithInts() {
        assertThat(new ByteSize(4096).asInt()).isEqualTo(4096);
        assertThat(ByteSize.ofMebibytes(4096).asInt()).isEqualTo(Integer.MAX_VALUE);
    }
}
