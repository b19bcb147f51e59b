package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.RtmpException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StateChangesTest {
    private final StateChanges changes = new StateChanges();
    private final List<String> lines = new ArrayList<>();

    private void look(Object who, String state, String problem) {
        RtmpException failure = problem.isEmpty() ? null : new RtmpException(RtmpException.Kind.CLOSED, problem);
        changes.of(who, "rtmp://" + who, state, failure).ifPresent(lines::add);
    }

    @Test
    void eachTroubleAndItsEndAreALineOnce() {
        for (String state : List.of("connecting", "publishing", "publishing")) {
            look("one", state, "");
        }
        look("two", "connecting", "refused");
        look("two", "connecting", "refused");
        for (String state : List.of("reconnecting", "reconnecting", "publishing", "publishing", "failed", "failed")) {
            look("one", state, "lost");
        }
        look("two", "publishing", "refused");
        look("two", "closed", "refused");
        assertThat(lines)
                .containsExactly(
                        "rtmp://two: connecting; refused",
                        "rtmp://one: reconnecting; lost",
                        "rtmp://one: publishing",
                        "rtmp://one: failed; lost",
                        "rtmp://two: publishing");
    }
}
