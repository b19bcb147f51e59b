package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUnsupported;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.server.application.SharedObjectRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the users of an object are told of each other. */
class SharedObjectsTest extends SharedObjectScene {
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
}
