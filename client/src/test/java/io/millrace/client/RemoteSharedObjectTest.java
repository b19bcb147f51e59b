package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.client.PeerServer.Peer;
import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RemoteSharedObjectTest {
    private static final AmfString ONE = new AmfString("1");
    private static final AmfString MIB = new AmfString("x".repeat(1 << 20));

    @Test
    void contentKeepsCountOfWhatIsReplacedAndRemoved() throws RtmpException {
        var content = new SharedContent();
        for (int i = 0; i < 100; i++) {
            content.put("same", MIB);
            content.put("gone", MIB);
            content.remove("gone");
            content.remove("never there");
        }
        assertThat(content.copy()).isEqualTo(Map.of("same", MIB));
        content.clear();
        assertThat(content.copy()).isEmpty();
    }

    @Test
    void contentIsCopiedWhenItIsAskedForAfterAChange() throws RtmpException {
        var content = new SharedContent();
        content.put("a", MIB);
        Map<String, AmfValue> first = content.copy();
        content.remove("never there");
        assertThat(content.copy()).isSameAs(first);
        content.put("b", MIB);
        assertThat(content.copy()).isEqualTo(Map.of("a", MIB, "b", MIB));
        content.remove("a");
        assertThat(content.copy()).isEqualTo(Map.of("b", MIB));
        assertThat(first).isEqualTo(Map.of("a", MIB)).isUnmodifiable();
    }

    @Test
    void listenerAndWhoeverWaitsSeeTheChangeInTheSlots() throws Exception {
        var object = new CompletableFuture<RemoteSharedObject>();
        var seen = new LinkedBlockingQueue<Map<String, AmfValue>>();
        var listener = new RemoteSharedObject.Listener() {
            @Override
            public void changed(String slot, AmfValue value) {
                seen.add(object.join().slots());
            }
        };
        try (var server = PeerServer.friendly();
                var client = RtmpClient.create();
                var connection = client.connect(server.url("chat"))) {
            CompletableFuture<RemoteSharedObject> coming = connection.sharedObject("score", false, listener);
            Peer peer = server.peer();
            peer.await(SessionEvent.SharedObjectReceived.class);
            tell(peer, new SharedObjectEvent.UseSuccess());
            object.complete(coming.join());
            tell(peer, new Change("home", ONE));
            assertThat(seen.take()).isEqualTo(Map.of("home", ONE));
            CompletableFuture<Void> set = object.join().set("away", ONE);
            peer.await(SessionEvent.SharedObjectReceived.class);
            tell(peer, new SharedObjectEvent.Success("away"));
            set.join();
            assertThat(object.join().slots()).isEqualTo(Map.of("home", ONE, "away", ONE));
            assertThat(seen.take()).isEqualTo(object.join().slots());
        }
    }

    @Test
    void contentBeyondItsBoundIsRefusedAndChangesNothing() throws RtmpException {
        var content = new SharedContent();
        for (int i = 0; i < 15; i++) {
            content.put("slot " + i, MIB);
        }
        RtmpException failure = catchThrowableOfType(RtmpException.class, () -> content.put("one more", MIB));
        assertThat(failure.kind()).isEqualTo(Kind.OVERFLOW);
        assertThat(content.copy()).hasSize(15);
        content.put("slot 0", new AmfString(""));
        content.put("one more", MIB);
        assertThat(content.copy()).hasSize(16);
    }

    @Test
    void serverThatFillsItBeyondItsBoundLosesItsUser() throws Exception {
        var ended = new CompletableFuture<RtmpException>();
        var listener = new RemoteSharedObject.Listener() {
            @Override
            public void ended(RtmpException reason) {
                ended.complete(reason);
            }
        };
        try (var server = PeerServer.friendly();
                var client = RtmpClient.create();
                var connection = client.connect(server.url("chat"))) {
            CompletableFuture<RemoteSharedObject> coming = connection.sharedObject("score", false, listener);
            Peer peer = server.peer();
            peer.await(SessionEvent.SharedObjectReceived.class);
            tell(peer, new SharedObjectEvent.UseSuccess());
            RemoteSharedObject object = coming.join();
            IntStream.range(0, 16).forEach(i -> tell(peer, new Change("slot " + i, MIB)));
            assertThat(ended.join().kind()).isEqualTo(Kind.OVERFLOW);
            assertThat(object.slots()).hasSize(15);
            var last = SharedObjectCodec.decode(peer.await(SessionEvent.SharedObjectReceived.class)
                    .message()
                    .body());
            assertThat(last.events()).containsExactly(new SharedObjectEvent.Release());
            CompletableFuture<RemoteSharedObject> again = connection.sharedObject("score", false, listener);
            peer.await(SessionEvent.SharedObjectReceived.class);
            tell(peer, new SharedObjectEvent.UseSuccess());
            assertThat(again.join().slots()).isEmpty();
        }
    }

    private static void tell(Peer peer, SharedObjectEvent event) {
        var message = new SharedObjectMessage("score", 1, false, List.of(event));
        peer.send(0, 0, SharedObjectCodec.encode(message, false));
    }
}
