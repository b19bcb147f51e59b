package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExitCodeTest {
    @ParameterizedTest
    @EnumSource
    void thePageAndTheHelpSayTheSame(ExitCode code) throws IOException, InterruptedException {
        assertThat(Files.readString(Path.of("../docs/command-line.md")))
                .contains("| " + code.number() + " | " + code.meaning() + " |");
        TestConsole console = new TestConsole();
        console.run("--help");
        assertThat(console.out()).containsSubsequence("Exit codes:", " " + code.number() + "   " + code.meaning());
    }
}
