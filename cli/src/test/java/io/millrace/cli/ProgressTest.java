package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private String state = "publishing";
    private int figure;

    @Test
    void onATerminalItIsOneLineThatGoesAway() {
        TestConsole console = TestConsole.terminal(Map.of());
        try (Progress progress = start(console)) {
            progress.tick();
            progress.tick();
        }
        assertThat(console.err()).isEqualTo("\r\033[Kpublishing  1\r\033[Kpublishing  2\r\033[K");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void inAPipeItIsALineForEachStateAndEachTenSeconds() {
        TestConsole console = new TestConsole();
        try (Progress progress = start(console)) {
            for (int tick = 1; tick <= 45; tick++) {
                state = tick < 30 ? "publishing" : "reconnecting";
                progress.tick();
            }
        }
        assertThat(console.err().lines()).containsExactly("publishing  1", "publishing  21", "reconnecting  30");
    }

    @Test
    void newsStayOnATerminal() {
        TestConsole console = TestConsole.terminal(Map.of());
        Progress.start(console.console(), true, () -> new Progress.Status(state, "1"), () -> List.of("lost", "found"))
                .tick();
        assertThat(console.err()).isEqualTo("\r\033[Klost\n\r\033[Kfound\n\r\033[Kpublishing  1");
    }

    @Test
    void quietItSaysNothingByItself() {
        TestConsole console = new TestConsole();
        start(console).close();
        assertThat(console.err()).isEmpty();
    }

    /** Its own clock says nothing, that is the test's. */
    private Progress start(TestConsole console) {
        return Progress.start(console.console(), true, () -> new Progress.Status(state, String.valueOf(++figure)));
    }
}
