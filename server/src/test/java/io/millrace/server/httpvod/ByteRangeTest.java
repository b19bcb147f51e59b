package io.millrace.server.httpvod;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.httpvod.ByteRange.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=--1",
                "bytes=5-4",
                "bytes=a-b",
                "bytes=1-2,4-5",
                "bytes=0-0,-1",
                "lines=1-2",
                "bytes=0x1-2",
                "bytes 0-1",
            })
    void whatIsNoSingleRangeMeansAllOfIt(String header) {
        assertThat(ByteRange.of(Optional.ofNullable(header), 10)).isEqualTo(new Answer.Whole());
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-,    0, 10",
        "bytes=0-0,   0,  1",
        "BYTES=9-9,   9,  1",
        "bytes=3-99,  3,  7",
        "bytes= 3-4 , 3,  2",
        "bytes=-3,    7,  3",
        "bytes=-99,   0, 10",
        "bytes=2-999999999999999999, 2, 8",
        "bytes=2-99999999999999999999999, 2, 8",
        "bytes=-99999999999999999999999, 0, 10",
        "bytes=00000000000000000000001-2, 1, 2",
    })
    void partIsCutToWhatIsThere(String header, long first, long length) {
        assertThat(ByteRange.of(Optional.of(header), 10)).isEqualTo(new Answer.Part(new ByteRange(first, length)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=10-",
                "bytes=10-11",
                "bytes=999999999999999999-",
                "bytes=99999999999999999999-",
                "bytes=-0"
            })
    void whatBeginsBehindTheEndIsNoPart(String header) {
        assertThat(ByteRange.of(Optional.of(header), 10)).isEqualTo(new Answer.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=-5", "bytes=0-9"})
    void thereIsNoPartOfNothing(String header) {
        assertThat(ByteRange.of(Optional.of(header), 0)).isEqualTo(new Answer.Whole());
    }

    /** Against a body that is really cut. */
    @Test
    void allRangesOfAllSmallBodies() {
        for (int size = 1; size <= 6; size++) {
            String body = "abcdef".substring(0, size);
            for (int first = 0; first <= 8; first++) {
                String tail = first < size ? body.substring(first) : "";
                assertThat(part(body, "bytes=" + first + "-")).isEqualTo(tail);
                assertThat(part(body, "bytes=-" + first)).isEqualTo(body.substring(Math.max(0, size - first)));
                for (int last = first; last <= 8; last++) {
                    String middle = tail.substring(0, Math.min(tail.length(), last - first + 1));
                    assertThat(part(body, "bytes=" + first + "-" + last)).isEqualTo(middle);
                }
            }
        }
    }

    /** Empty where there is none. */
    private static String part(String body, String header) {
        return switch (ByteRange.of(Optional.of(header), body.length())) {
            case Answer.Whole whole -> throw new AssertionError(header);
            case Answer.Unsatisfiable none -> "";
            case Answer.Part(ByteRange(long first, long length)) -> {
                assertThat(length).isPositive();
                assertThat(new ByteRange(first, length).contentRange(body.length()))
                        .isEqualTo("bytes %d-%d/%d".formatted(first, first + length - 1, body.length()));
                yield body.substring((int) first, (int) (first + length));
            }
        };
    }
}
