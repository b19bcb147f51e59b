package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterruptTest {
    private final Interrupt interrupt = new Interrupt();
    private final List<String> done = new ArrayList<>();

    @Test
    void tellsAllWhoWantToKnow() {
        interrupt.onRequest(() -> done.add("first"));
        interrupt.onRequest(() -> done.add("second"));
        assertThat(interrupt.requested()).isFalse();
        interrupt.request();
        assertThat(interrupt.requested()).isTrue();
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void whoComesLateIsToldAtOnce() {
        interrupt.request();
        interrupt.onRequest(() -> done.add("late"));
        assertThat(done).containsExactly("late");
    }
}
