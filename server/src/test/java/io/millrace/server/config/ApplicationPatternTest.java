package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ApplicationPatternTest {
    @ParameterizedTest
    @CsvSource({
        "live, live, true",
        "live, live2, false",
        "live*, live, true",
        "live*, live2, true",
        "*live, alive, true",
        "*live, lived, false",
        "a*b*c, axxbyyc, true",
        "a*b*c, acb, false",
        "*, '', true",
        "'', '', true",
        "'', a, false",
        "a.c, abc, false"
    })
    void matchesWithAnyCharactersForAStar(String pattern, String name, boolean expected) {
        assertThat(ApplicationPattern.matches(pattern, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void agreesWithARegularExpression(long seed) {
        var random = new Random(seed);
        String pattern = text(random, "ab*");
        String name = text(random, "ab");
        assertThat(ApplicationPattern.matches(pattern, name))
                .as("%s on %s", pattern, name)
                .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), name));
    }

    @Test
    void manyStarsDoNotTakeExponentialTime() {
        String name = "a".repeat(2_000);
        assertThat(ApplicationPattern.matches("*a".repeat(200) + "b", name)).isFalse();
    }

    private static String text(Random random, String alphabet) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
