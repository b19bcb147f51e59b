package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUnsupported;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.ManualLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the users of an object are told of each other, and what they may not do. */
class SharedObjectsTest {
    private static final AmfNumber ONE = new AmfNumber(1);

    private final ManualLoop loop = new ManualLoop();
    private final ManualLoop otherLoop = new ManualLoop();
    private SharedObjectService service = service("batch", "0ms");

    private static SharedObjectService service(String... settings) {
        ServerConfig config = ServerConfig.defaults().with("shared-objects.file", "target/no-such/shared-objects.mv");
        for (int i = 0; i < settings.length; i += 2) {
            config = config.with("shared-objects." + settings[i], settings[i + 1]);
        }
        return new SharedObjectService(config.sharedObjects(), Runnable::run);
    }

    private FakeClient client() {
        return client(loop, false);
    }

    private FakeClient client(ManualLoop itsLoop, boolean amf3) {
        return new FakeClient(service, "chat/room1", SharedObjectRules.ALL, itsLoop, amf3);
    }

    /** A client that uses the object and has been told so. */
    private FakeClient user(ManualLoop itsLoop) {
        FakeClient client = client(itsLoop, false).use();
        client.told();
        return client;
    }

    private void settle() {
        loop.runAll();
        otherLoop.runAll();
    }

    private static SharedObjectMessage message(long version, SharedObjectEvent... events) {
        return new SharedObjectMessage("so", version, false, List.of(events));
    }

    @AfterEach
    void close() {
        service.close();
    }

    // ---- the flow ----

    @Test
    @DisplayName("R-093: Use is answered with UseSuccess, Clear and the content in one message")
    void use() {
        FakeClient first = client().use();
        assertThat(first.told()).containsExactly(message(1, new UseSuccess(), new Clear()));
        first.set("a", 1);
        first.set("b", new AmfString("x"));
        assertThat(client(otherLoop, false).use().told())
                .containsExactly(message(
                        3, new UseSuccess(), new Clear(), new Change("a", ONE), new Change("b", new AmfString("x"))));
    }

    @Test
    @DisplayName("R-091, R-093, R-095: a change is Success for who asked and Change for all others, one version up")
    void change() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        FakeClient third = user(loop);
        first.set("a", 1);
        settle();
        assertThat(first.told()).containsExactly(message(2, new Success("a")));
        assertThat(second.told()).containsExactly(message(2, new Change("a", ONE)));
        assertThat(third.told()).containsExactly(message(2, new Change("a", ONE)));
        assertThat(service.counters().changes.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-094: a removed slot is gone for all, who asked included, without Success")
    void remove() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        first.set("a", 1);
        settle();
        first.told();
        second.told();
        first.ask("so", new RequestRemove("a"));
        settle();
        assertThat(first.told()).containsExactly(message(3, new Remove("a")));
        assertThat(second.told()).containsExactly(message(3, new Remove("a")));
        assertThat(client().use().events()).containsExactly(new UseSuccess(), new Clear());
    }

    @Test
    @DisplayName("R-094: who removes what is not there is told so, and nobody else")
    void removeOfNothing() {
        FakeClient first = user(loop);
        FakeClient second = user(loop);
        first.ask("so", new RequestRemove("a"));
        settle();
        assertThat(first.told()).containsExactly(message(2, new Remove("a")));
        assertThat(second.told()).isEmpty();
    }

    @Test
    @DisplayName("R-093: a message goes to all, its sender included, and changes no version")
    void message() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        var call = new SendMessage("say", List.of(new AmfString("hi"), ONE));
        first.ask("so", call);
        settle();
        assertThat(first.told()).containsExactly(message(1, call));
        assertThat(second.told()).containsExactly(message(1, call));
        assertThat(service.counters().messages.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-095, R-098: the changes of one message are one message for the others, in order, and one version")
    void changesOfOneMessage() {
        FakeClient first = user(loop);
        FakeClient second = user(loop);
        first.ask("so", new RequestChange("a", ONE), new RequestChange("b", ONE), new RequestRemove("a"));
        settle();
        assertThat(first.told()).containsExactly(message(2, new Success("a"), new Success("b"), new Remove("a")));
        assertThat(second.told())
                .containsExactly(message(2, new Change("a", ONE), new Change("b", ONE), new Remove("a")));
    }

    @Test
    @DisplayName("R-098: the first change goes out at once, and what follows within the time of a batch together")
    void batching() {
        service = service("batch", "1s");
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        first.set("a", 1);
        settle();
        assertThat(second.events()).containsExactly(new Change("a", ONE));
        var call = new SendMessage("say", List.of());
        first.set("a", 2);
        first.ask("so", call);
        first.set("a", 3);
        settle();
        assertThat(second.told()).isEmpty();
        otherLoop.advance(Duration.ofSeconds(1));
        assertThat(second.told())
                .containsExactly(
                        message(4, new Change("a", new AmfNumber(2)), call, new Change("a", new AmfNumber(3))));
    }

    @Test
    @DisplayName("R-093: who has released an object hears no more of it, and may use it again")
    void release() {
        FakeClient first = user(loop);
        FakeClient second = user(loop);
        second.ask("so", new Release());
        first.set("a", 1);
        settle();
        assertThat(second.told()).isEmpty();
        assertThat(second.use().content).containsEntry("a", ONE);
    }

    @Test
    @DisplayName("R-093: a temporary object vanishes with its last user, who may say so or just be gone")
    void temporaryObjectVanishes() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        first.set("a", 1);
        first.ask("so", new Release());
        assertThat(service.counters().objects.get()).isEqualTo(1);
        second.close();
        assertThat(service.counters().objects.get()).isZero();
        assertThat(service.counters().bytes.get()).isZero();
        assertThat(client().use().content).isEmpty();
    }

    @Test
    @DisplayName("R-097: another instance has other objects, and another name is another object")
    void scope() {
        FakeClient here = user(loop);
        var elsewhere = new FakeClient(service, "chat/room2", SharedObjectRules.ALL, loop, false).use();
        FakeClient other = client();
        other.ask("so2", new Use());
        elsewhere.told();
        other.told();
        here.set("a", 1);
        settle();
        assertThat(elsewhere.told()).isEmpty();
        assertThat(other.told()).isEmpty();
    }

    @Test
    void usingAgainGivesTheContentAgain() {
        FakeClient client = user(loop);
        client.set("a", 1);
        client.told();
        assertThat(client.use().events()).containsExactly(new UseSuccess(), new Clear(), new Change("a", ONE));
        client.close();
        assertThat(service.counters().objects.get()).isZero();
    }

    @Test
    @DisplayName("R-074, R-092: clients of both encodings share an object, each in its own")
    void encodings() {
        FakeClient amf0 = user(loop);
        FakeClient amf3 = client(otherLoop, true).use();
        amf3.told();
        amf0.set("a", 1);
        settle();
        assertThat(amf3.sent).allMatch(SharedObject::amf3);
        assertThat(amf3.events()).containsExactly(new Change("a", new AmfAvmPlus(new Amf3Integer(1))));
        var bytes = new AmfAvmPlus(new Amf3ByteArray(Bytes.of(1, 2)));
        amf3.set("b", bytes);
        amf3.set("c", new AmfAvmPlus(new Amf3Integer(1)));
        settle();
        assertThat(amf0.sent).noneMatch(SharedObject::amf3);
        assertThat(amf0.events())
                .containsExactly(new Success("a"), new Change("b", new AmfUnsupported()), new Change("c", ONE));
        assertThat(client(loop, true).use().events()).contains(new Change("b", bytes));
    }

    // ---- order ----

    @Test
    @DisplayName("R-093: a client whose change crosses another's ends with its own, as all others do")
    void crossingChanges() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        first.set("a", 1);
        second.set("a", 2); // before it has heard of the first
        settle();
        assertThat(second.events())
                .containsExactly(new Change("a", ONE), new Success("a"), new Change("a", new AmfNumber(2)));
        assertThat(first.content).containsEntry("a", new AmfNumber(2)).isEqualTo(second.content);
    }

    @Test
    @DisplayName(
            "R-093: a client that sets a slot again, before it has heard of the crossing change, ends with the last")
    void crossingChangesOfOneClient() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        second.reads = false;
        first.set("a", 1);
        second.set("a", 2);
        second.set("a", 3);
        while (second.read()) {
            // all of it
        }
        settle();
        assertThat(second.content).containsEntry("a", new AmfNumber(3)).isEqualTo(first.content);
    }

    @Test
    @DisplayName("R-094: a slot that is removed and set in one message is there")
    void removedAndSet() {
        FakeClient client = user(loop);
        client.ask("so", new RequestRemove("a"), new RequestChange("a", ONE));
        assertThat(client.told()).containsExactly(message(2, new Remove("a"), new Success("a"), new Change("a", ONE)));
    }

    @Test
    @DisplayName("R-093: a client that has seen what it changes gets Success alone")
    void changesInTurn() {
        FakeClient first = user(loop);
        FakeClient second = user(otherLoop);
        first.set("a", 1);
        settle();
        second.told();
        second.set("a", 2);
        assertThat(second.events()).containsExactly(new Success("a"));
    }

    // ---- slow clients ----

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

    // ---- refusals ----

    private void assertRefused(FakeClient client, String name, String code, SharedObjectEvent... events) {
        long before = service.counters().refused.sum();
        client.told();
        client.ask(name, events);
        assertThat(client.told()).singleElement().satisfies(message -> {
            assertThat(message.name()).isEqualTo(name);
            assertThat(message.events()).containsOnly(Status.error(code));
        });
        assertThat(service.counters().refused.sum()).isGreaterThan(before);
    }

    @Test
    @DisplayName("R-096: an application can refuse to make, to read, to write and to send")
    void rules() {
        var rules = new SharedObjectRules() {
            @Override
            public boolean mayCreate(String name, boolean persistent) {
                return !name.equals("uncreatable");
            }

            @Override
            public boolean mayRead(String name) {
                return !name.equals("unreadable");
            }

            @Override
            public boolean mayWrite(String name, String slot) {
                return !slot.equals("fixed");
            }

            @Override
            public boolean maySend(String name, String handler) {
                return !handler.equals("secret");
            }
        };
        var client = new FakeClient(service, "chat/room1", rules, loop, false).use();
        assertRefused(client, "uncreatable", Status.CREATION_FAILED, new Use());
        assertRefused(client, "unreadable", Status.NO_READ_ACCESS, new Use());
        assertRefused(client, "so", Status.NO_WRITE_ACCESS, new RequestChange("fixed", ONE));
        assertRefused(client, "so", Status.NO_WRITE_ACCESS, new RequestRemove("fixed"));
        assertRefused(client, "so", Status.NO_WRITE_ACCESS, new SendMessage("secret", List.of()));
        client.set("free", 1);
        assertThat(client.events()).containsExactly(new Success("free"));
        client().ask("uncreatable", new Use());
        client.ask("uncreatable", new Use());
        assertThat(client.events()).as("another has made it").containsExactly(new UseSuccess(), new Clear());
    }

    @Test
    @DisplayName("R-096: one name is not both temporary and persistent")
    void persistenceMismatch() {
        user(loop);
        FakeClient persistent = client();
        persistent.persistent = true;
        assertRefused(persistent, "so", Status.BAD_PERSISTENCE, new Use());
        persistent.ask("so2", new Use());
        assertRefused(client(), "so2", Status.BAD_PERSISTENCE, new Use());
    }

    @Test
    @DisplayName("R-096: who does not use an object cannot change it")
    void changeWithoutUse() {
        user(loop);
        assertRefused(client(), "so", Status.NO_WRITE_ACCESS, new RequestChange("a", ONE));
    }

    @Test
    @DisplayName("R-098: objects have a limit, for one client and over all")
    void tooManyObjects() {
        service = service("max-objects", "3", "max-objects-per-client", "2");
        FakeClient greedy = client();
        greedy.ask("1", new Use());
        greedy.ask("2", new Use());
        assertRefused(greedy, "3", Status.CREATION_FAILED, new Use());
        FakeClient other = client();
        other.ask("3", new Use());
        assertRefused(other, "4", Status.CREATION_FAILED, new Use());
        greedy.ask("1", new Release());
        other.ask("4", new Use());
        assertThat(other.events()).contains(new UseSuccess());
    }

    @Test
    @DisplayName("R-098: slots and their bytes have limits; what is there stays, and may get smaller")
    void tooManySlotsAndBytes() {
        service = service("max-slots", "3", "max-slot-bytes", "200B", "max-object-bytes", "300B");
        var large = new AmfString("x".repeat(150));
        FakeClient client = user(loop);
        assertRefused(client, "so", Status.NO_WRITE_ACCESS, new RequestChange("a", new AmfString("x".repeat(200))));
        client.set("a", large);
        assertThat(client.events()).containsExactly(new Success("a"));
        assertRefused(client, "so", Status.NO_WRITE_ACCESS, new RequestChange("b", large));
        client.set("b", 1);
        client.set("c", 1);
        assertThat(client.events()).containsExactly(new Success("b"), new Success("c"));
        assertRefused(client, "so", Status.NO_WRITE_ACCESS, new RequestChange("d", ONE));
        client.set("a", 1);
        client.ask("so", new RequestRemove("c"));
        client.set("d", large);
        assertThat(client.events()).containsExactly(new Success("a"), new Remove("c"), new Success("d"));
    }

    @Test
    @DisplayName("R-098: all objects together have a limit")
    void tooManyBytesInAll() {
        service = service("max-total-bytes", "64KiB");
        var large = new RequestChange("a", new AmfString("x".repeat(40_000)));
        FakeClient first = user(loop);
        first.ask("so", large);
        FakeClient second = client();
        second.ask("so2", new Use());
        assertRefused(second, "so2", Status.NO_WRITE_ACCESS, large);
        first.close();
        second.ask("so2", large);
        assertThat(second.events()).containsExactly(new Success("a"));
    }

    @Test
    @DisplayName("R-098: updates of one client have a limit in a second")
    void tooManyUpdates() {
        service = service("max-updates-per-second", "1", "batch", "0ms");
        FakeClient fast = user(loop);
        FakeClient other = user(loop);
        fast.set("a", 1);
        assertRefused(fast, "so", Status.NO_WRITE_ACCESS, new RequestChange("a", new AmfNumber(2)));
        settle();
        assertThat(other.content).containsEntry("a", ONE);
        other.told();
        other.set("a", 3);
        assertThat(other.events()).containsExactly(new Success("a"));
    }

    @Test
    @DisplayName("R-098: what was used up comes back within a second")
    void updatesComeBack() {
        var rate = new UpdateRate(2, 0);
        assertThat(List.of(rate.take(0), rate.take(0), rate.take(0))).containsExactly(true, true, false);
        assertThat(rate.take(400_000_000)).isFalse();
        assertThat(rate.take(500_000_000)).isTrue();
        assertThat(rate.take(500_000_000)).isFalse();
        assertThat(List.of(rate.take(10_000_000_000L), rate.take(10_000_000_000L), rate.take(10_000_000_000L)))
                .containsExactly(true, true, false);
    }

    @Test
    @DisplayName("R-098: a message longer than any object is refused before it is decoded")
    void tooLongMessage() {
        FakeClient client = user(loop);
        byte[] body = new byte[16 << 20];
        body[1] = 2;
        body[2] = 's';
        body[3] = 'o';
        client.received(new SharedObject(Bytes.wrap(body), false));
        assertThat(client.told()).containsExactly(message(0, Status.error(Status.NO_WRITE_ACCESS)));
    }

    @Test
    @DisplayName("R-098: names of objects are short, and instances have no control characters")
    void badNames() {
        assertRefused(client(), "x".repeat(65_535), Status.CREATION_FAILED, new Use());
        assertRefused(client(), "", Status.CREATION_FAILED, new Use());
        var odd = new FakeClient(service, "chat\0", SharedObjectRules.ALL, loop, false);
        assertRefused(odd, "so", Status.CREATION_FAILED, new Use());
    }

    @Test
    @DisplayName("R-091: events that only a server may send change nothing")
    void eventsOfServersAreIgnored() {
        FakeClient client = user(loop);
        client.ask("so", new Change("a", ONE), new Clear(), new UseSuccess(), new Success("a"));
        assertThat(client.told()).isEmpty();
        assertThat(client().use().content).isEmpty();
    }

    @Test
    void messagesThatCannotBeReadAreErrorsOfTheMessage() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> client().received(new SharedObject(Bytes.of(0, 9, 1), false)))
                .matches(e -> e.scope() == ProtocolException.Scope.MESSAGE);
    }
}
