package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
    @Test
    void keepsOutputAndLogApart() {
        try (var program = Program.start(shell("echo 1; echo 2 >&2"))) {
            assertThat(program.succeed()).containsExactly("1");
            assertThat(program.log()).containsExactly("2");
        }
    }

    @Test
    void aFailureShowsTheLog() {
        assertThatThrownBy(() -> Program.run(shell("echo no such codec >&2; exit 3")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended with status 3")
                .hasMessageContaining("no such codec");
    }

    @Test
    void aProgramThatEndsWithoutTheAwaitedLineIsReported() {
        try (var program = Program.start(shell(""))) {
            assertThatThrownBy(() -> program.awaitLog("listening"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("did not log \"listening\"");
        }
    }

    @Test
    void closingEndsAProgramThatWouldRunOn() {
        Program program = Program.start(shell("echo ready >&2; exec sleep 60"));
        program.awaitLog("ready").close();
        assertThat(program.exitStatus()).isNotZero();
    }

    private static List<String> shell(String commands) {
        return List.of("sh", "-c", commands);
    }
}
