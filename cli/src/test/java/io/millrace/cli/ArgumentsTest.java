package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentsTest {
    private static final CommandOption PORT = new CommandOption("--port", "-p", "PORT", "A port.");
    private static final CommandOption DEMO = new CommandOption("--demo", "", "", "A demonstration.");

    @ParameterizedTest
    @ValueSource(strings = {"--port 1936 --demo", "--demo --port=1936", "-p 1936 --demo"})
    void takesTheFormsPeopleType(String line) {
        Arguments arguments = plain(line).orElseThrow();
        assertThat(arguments.value(PORT)).contains("1936");
        assertThat(arguments.has(DEMO)).isTrue();
    }

    @Test
    void whatWasNotGivenIsNotThere() {
        assertThat(plain("--demo").orElseThrow().value(PORT)).isEmpty();
        assertThat(plain("--port=1").orElseThrow().has(DEMO)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--prot 1",
                "live",
                "-",
                "-p1936",
                "--help",
                "--port",
                "--port=",
                "--port --demo",
                "--demo=yes",
                "-p 1 --port 2"
            })
    void leavesAllElseToPicocli(String line) {
        assertThat(plain(line)).isEmpty();
    }

    private static Optional<Arguments> plain(String line) {
        return Arguments.plain(List.of(line.split(" ")), List.of(PORT, DEMO));
    }
}
