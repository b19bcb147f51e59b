package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.server.application.SharedObjectRules;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients may not do. */
class RefusalsTest extends SharedObjectScene {
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
