package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentsTest {
    private static final CommandOption PORT = new CommandOption("--port", "-p", "PORT", "a port");
    private static final CommandOption DEMO = new CommandOption("--demo", "", "", "a demonstration");

    @ParameterizedTest
    @ValueSource(strings = {"--port 1936 --demo", "--demo --port=1936", "-p 1936 --demo"})
    void takesTheFormsPeopleType(String line) {
        Arguments arguments = parse(line);
        assertThat(arguments.value(PORT)).contains("1936");
        assertThat(arguments.has(DEMO)).isTrue();
    }

    @Test
    void whatWasNotGivenIsNotThere() {
        assertThat(parse("--demo").value(PORT)).isEmpty();
        assertThat(parse("--port=1").has(DEMO)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --prot 1      | unknown option --prot (allowed: --port, --demo)
                    --prot=secret | unknown option --prot (allowed: --port, --demo)
                    live          | unexpected argument live (allowed: --port, --demo)
                    -             | unknown option - (allowed: --port, --demo)
                    --port        | --port needs a value: -p, --port PORT
                    --port=       | --port needs a value: -p, --port PORT
                    --port --demo | --port needs a value: -p, --port PORT
                    --demo=yes    | --demo takes no value
                    -p 1 --port 2 | --port is there twice
                    """)
    void saysInOneLineWhatIsWrong(String line, String problem) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse(line))
                .withMessage(problem);
    }

    private static Arguments parse(String line) {
        return Arguments.parse(List.of(line.split(" ")), List.of(PORT, DEMO));
    }
}
