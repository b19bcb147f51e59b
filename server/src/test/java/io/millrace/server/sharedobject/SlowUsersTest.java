package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of users that do not keep up. */
class SlowUsersTest extends SharedObjectScene {
    @Test
    @DisplayName("R-098: a client that does not keep up gets the content when it can, whatever it missed")
    void slowClient() {
        FakeClient fast = user(loop);
        FakeClient slow = user(otherLoop);
        slow.behind = true;
        for (int i = 0; i < 1000; i++) {
            fast.set("a", i);
            settle();
        }
        otherLoop.advance(Duration.ofMillis(200));
        assertThat(slow.told()).isEmpty();
        slow.behind = false;
        otherLoop.advance(Duration.ofMillis(200));
        assertThat(slow.told()).containsExactly(message(1001, new Clear(), new Change("a", new AmfNumber(999))));
        assertThat(service.counters().resyncs.sum()).isEqualTo(1);
        fast.set("a", 1);
        settle();
        assertThat(slow.events()).containsExactly(new Change("a", ONE));
    }

    @Test
    @DisplayName("R-098: what a loop that does not run has not told yet is bounded, and its users get the content")
    void slowLoop() {
        service = service("batch", "0ms", "max-object-bytes", "1KiB");
        FakeClient fast = user(loop);
        FakeClient slow = user(otherLoop);
        for (int i = 0; i < 1000; i++) {
            fast.set("a", i);
            loop.runAll();
        }
        settle();
        assertThat(slow.content).isEqualTo(fast.content);
        assertThat(slow.events()).containsExactly(new Clear(), new Change("a", new AmfNumber(999)));
    }
}
