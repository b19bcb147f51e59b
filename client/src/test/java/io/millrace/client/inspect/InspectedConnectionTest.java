package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.hub.PlaySource;
import io.millrace.transport.Carrier;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** What happens while the connection to the server is being opened, which on loopback is over at once. */
class InspectedConnectionTest {
    private static final InetSocketAddress TARGET = new InetSocketAddress("127.0.0.1", 1935);

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final InspectionQueue queue = new InspectionQueue(InspectOptions.DEFAULT, "127.0.0.1", events::add);
    private final Written client = new Written();
    private final Written server = new Written();
    private final InspectedConnection connection = new InspectedConnection(1, client, TARGET, queue);

    /** A connection that takes all it is given. */
    private static final class Written implements Connection {
        private final ByteWriter sent = new ByteWriter();
        private String closeReason = "";
        private boolean paused;

        @Override
        public void send(Bytes bytes) {
            assertThat(closeReason).isEmpty();
            sent.bytes(bytes);
        }

        @Override
        public void close(String reason) {
            closeReason = reason;
        }

        @Override
        public void pauseReading() {
            paused = true;
        }

        @Override
        public void resumeReading() {
            paused = false;
        }

        @Override
        public long waitingBytes() {
            return 0;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return new InetSocketAddress("127.0.0.1", 50_000);
        }

        @Override
        public Carrier carrier() {
            return Carrier.RTMP;
        }

        @Override
        public long openedNanos() {
            return 0;
        }

        @Override
        public long bytesReceived() {
            return 0;
        }

        @Override
        public long bytesSent() {
            return sent.length();
        }

        @Override
        public void flush() {}

        @Override
        public void play(PlaySource source) {
            throw new AssertionError("a proxy has nothing to play");
        }

        @Override
        public void pull() {}

        @Override
        public void limitOutput(long windowBytes) {}

        @Override
        public void acknowledged(long sequenceNumber) {}

        @Override
        public ScheduledExecutorService loop() {
            throw new AssertionError("nothing is to be waited for");
        }
    }

    @Test
    void clientIsReadOnceTheServerIsThere() {
        assertThat(client.paused).isTrue();
        connection.opened(server);
        connection.connected(null);
        assertThat(client.paused).isFalse();
        connection.client().received(Bytes.utf8("hello").asByteBuffer());
        assertThat(server.sent.toBytes()).isEqualTo(Bytes.utf8("hello"));
        assertThat(server.closeReason).isEmpty();
    }

    @Test
    void serverThatOpensAfterTheClientHasGoneGetsWhatItSentAndIsClosed() {
        connection.client().received(Bytes.utf8("hello").asByteBuffer());
        connection.client().received(Bytes.utf8(" and bye").asByteBuffer());
        connection.client().closed("closed by peer", true);
        ConnectionHandler opened = connection.opened(server);
        connection.connected(null);
        assertThat(server.sent.toBytes()).isEqualTo(Bytes.utf8("hello and bye"));
        assertThat(server.closeReason).isEqualTo("the client has gone");
        opened.closed("the client has gone", true);
        queue.close();
        assertThat(queue.result().connections()).isEqualTo(1);
        assertThat(events).anyMatch(event -> event.fields().toString().contains("client: closed by peer"));
    }

    @Test
    void clientIsClosedWhereNoServerOpens() {
        connection.client().received(Bytes.utf8("hello").asByteBuffer());
        connection.connected(new IOException("Connection refused"));
        assertThat(client.closeReason).isEqualTo("no connection to the server");
        queue.close();
        assertThat(events)
                .anyMatch(event ->
                        event.fields().toString().contains("no connection to 127.0.0.1:1935: Connection refused"));
    }
}
