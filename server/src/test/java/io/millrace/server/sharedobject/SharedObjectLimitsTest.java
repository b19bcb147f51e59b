package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.server.application.SharedObjectRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many objects, slots, bytes and updates there may be. */
class SharedObjectLimitsTest extends SharedObjectScene {
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
    @DisplayName("R-098: a message to all is no longer than an object, and who sends it is told")
    void tooLongToSend() {
        FakeClient other = user(otherLoop);
        assertRefused(user(loop), "so", Status.NO_WRITE_ACCESS, message(new AmfString("x".repeat(300_000))));
        FakeClient amf3 = client(loop, true).use();
        assertRefused(amf3, "so", Status.NO_WRITE_ACCESS, message(expanding(2000, 2000)));
        settle();
        assertThat(other.events()).isEmpty();
    }

    @Test
    @DisplayName("R-098: what one message of a client makes of itself is bounded, and what is beyond is refused")
    void expandingMessages() {
        FakeClient other = user(otherLoop);
        FakeClient amf3 = client(loop, true).use();
        amf3.told();
        amf3.ask("so", Collections.nCopies(10, message(expanding(100, 1000))).toArray(SharedObjectEvent[]::new));
        settle();
        assertThat(other.events()).hasSize(4).allMatch(SendMessage.class::isInstance);
        assertThat(amf3.events())
                .filteredOn(Status.class::isInstance)
                .hasSize(6)
                .containsOnly(Status.error(Status.NO_WRITE_ACCESS));
    }

    private static SendMessage message(AmfValue value) {
        return new SendMessage("say", List.of(value));
    }

    /** In AMF3 a text and references to it, in AMF0 as often the text. */
    private static AmfValue expanding(int times, int length) {
        var text = new Amf3String("x".repeat(length));
        return new AmfAvmPlus(new Amf3Array(List.of(), Collections.nCopies(times, text)));
    }

    @Test
    @DisplayName("R-098: the persistent objects that one address has made have a limit, however often it comes again")
    void tooManyPersistentObjects(@TempDir Path folder) throws UnknownHostException {
        service = service("max-persistent-per-address", "2", "file", String.valueOf(folder.resolve("objects.mv")));
        var other = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        FakeClient greedy = client();
        greedy.persistent = true;
        leaveBehind(greedy, "1");
        leaveBehind(greedy, "2");
        assertRefused(greedy, "3", Status.CREATION_FAILED, new Use());
        greedy.close();
        FakeClient again = client();
        again.ask("temporary", new Use());
        assertThat(again.events()).as("does not outlive it").contains(new UseSuccess());
        again.persistent = true;
        assertRefused(again, "3", Status.CREATION_FAILED, new Use());
        assertThat(service.counters().tooManyPersistent.sum()).isEqualTo(2);

        var neighbour = new FakeClient(service, "chat/room1", SharedObjectRules.ALL, loop, false, other);
        neighbour.persistent = true;
        leaveBehind(neighbour, "3");
        again.ask("3", new Use());
        assertThat(again.events()).as("another has made it").contains(new UseSuccess());
        again.ask("1", new Use(), new RequestRemove("a"), new Release());
        leaveBehind(again, "4");
        assertThat(service.use("chat/room1", "5", true))
                .as("for the application")
                .isPresent();
    }

    private void leaveBehind(FakeClient client, String name) {
        int before = service.counters().objects.get();
        client.ask(name, new Use(), new RequestChange("a", ONE), new Release());
        assertThat(client.events()).contains(new UseSuccess(), new Success("a"));
        assertThat(service.counters().objects.get()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("R-098: who has an IPv6 address has all of its network")
    void makersOfOneNetwork() throws UnknownHostException {
        var makers = new Makers(1);
        assertThat(makers.add(Makers.maker(InetAddress.getByName("2001:db8::1"))))
                .isTrue();
        assertThat(makers.add(Makers.maker(InetAddress.getByName("2001:db8::2"))))
                .isFalse();
        assertThat(makers.add(Makers.maker(InetAddress.getByName("2001:db8:0:1::1"))))
                .isTrue();
        assertThat(makers.add(Makers.maker(InetAddress.getByName("192.0.2.1")))).isTrue();
        assertThat(makers.add(Makers.maker(InetAddress.getByName("192.0.2.2")))).isTrue();
        makers.remove(Makers.maker(InetAddress.getByName("2001:db8::2")));
        assertThat(makers.add(Makers.maker(InetAddress.getByName("2001:db8::3"))))
                .isTrue();
    }
}
