package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.server.application.ServerSharedObject;
import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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
        service = service("batch", "0ms", "max-object-bytes", "1KiB", "max-log-bytes", "1KiB");
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

    @Test
    @DisplayName("R-098: messages as long as an object, many between two batches, reach everybody")
    void longMessages() {
        FakeClient sender = user(loop);
        FakeClient other = user(otherLoop);
        List<SharedObjectEvent> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sent.add(new SendMessage("say", List.of(new AmfNumber(i), new AmfString("x".repeat(250_000)))));
            sender.ask("so", sent.getLast());
        }
        settle();
        assertThat(other.events()).isEqualTo(sent);
        assertThat(sender.events()).isEqualTo(sent);
        assertThat(service.counters().resyncs.sum()).isZero();
    }

    @Test
    @DisplayName("R-098: what waits for an application's listener is bounded in bytes, and what is beyond is counted")
    void slowListener() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        service = new SharedObjectService(
                ServerConfig.defaults()
                        .with("shared-objects.file", "target/no-such/shared-objects.mv")
                        .sharedObjects(),
                tasks::add);
        List<Double> heard = new ArrayList<>();
        ServerSharedObject object = service.use("chat/room1", "so", false).orElseThrow();
        object.listen(new ServerSharedObject.Listener() {
            @Override
            public void message(String handler, List<AmfValue> arguments) {
                heard.add(arguments.getFirst().asNumber().orElseThrow());
            }
        });
        FakeClient sender = user(loop);
        for (int i = 0; i < 100; i++) {
            sender.ask("so", new SendMessage("say", List.of(new AmfNumber(i), new AmfString("x".repeat(200_000)))));
        }
        assertThat(service.counters().missedByListeners.sum()).isEqualTo(95);
        tasks.remove().run();
        assertThat(heard).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
        sender.ask("so", new SendMessage("say", List.of(new AmfNumber(100))));
        tasks.remove().run();
        assertThat(heard).endsWith(100.0).hasSize(6);
        object.close();
    }
}
