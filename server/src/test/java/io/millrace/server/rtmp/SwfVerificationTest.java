package io.millrace.server.rtmp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.handshake.ClientHandshake;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl.SwfVerificationResponse;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.PathList;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Application {@code live} admits one SWF file, all others admit anybody. */
final class SwfVerificationTest {
    private static final byte[] PLAYER = "FWS\n1234 a player".getBytes(US_ASCII);

    @TempDir
    private Path folder;

    private final SwfFile player = SwfFile.of(Bytes.wrap(PLAYER));
    private Server server;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.write(folder.resolve("player.swf"), PLAYER);
        var live = ApplicationConfig.defaults().withSwfVerification(new PathList(List.of(file)));
        server = new Server(ServerConfig.defaults().withApplication("live", live));
    }

    @Test
    @DisplayName("R-066: what a client wants before it has answered is done once the answer is right")
    void rightAnswer() {
        Visitor visitor = new Visitor();
        visitor.client.connect("live");
        visitor.client.createStreamUnheard();
        visitor.client.publish(1, "cam");
        assertThat(visitor.client.heard()).endsWith("_result NetConnection.Connect.Success", "SwfVerificationRequest");
        assertThat(visitor.client.connection.readingPaused).isFalse();
        visitor.answer(player);
        assertThat(visitor.client.heard()).containsExactly("_result 1", "StreamBegin 1", "NetStream.Publish.Start");
        assertThat(server.loop.alarms()).isZero();
        assertThat(server.counters().swfRefused.sum()).isZero();
    }

    @Test
    @DisplayName("R-066: longer messages than connect may come once the answer is right")
    void limitsOfAConnectedClient() {
        Visitor visitor = new Visitor();
        visitor.client.connect("live");
        visitor.answer(player);
        visitor.client.send(0, 0, new RtmpMessage.Video(Bytes.wrap(new byte[100_000])));
        assertThat(visitor.client.connection.closeReason).isNull();
        assertThat(server.counters().ignoredMedia.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-066: a wrong answer ends the connection, and nothing that was asked before is done")
    void wrongAnswer() {
        for (SwfFile wrong : List.of(
                new SwfFile(player.size() + 1, player.hash()),
                SwfFile.of(Bytes.wrap("FWS\n1234 another one".getBytes(US_ASCII))))) {
            Visitor visitor = new Visitor();
            visitor.client.connect("live");
            visitor.client.createStreamUnheard();
            visitor.client.publish(1, "cam");
            visitor.client.heard();
            visitor.answer(wrong);
            assertThat(visitor.client.heard()).containsExactly("NetConnection.Connect.Rejected");
            assertThat(visitor.client.connection.closeReason)
                    .isEqualTo("SWF verification: the client is none of the files that may connect");
        }
        assertThat(server.counters().swfRefused.sum()).isEqualTo(2);
        assertThat(server.counters().publishes.sum()).isZero();
        assertThat(server.loop.alarms()).isZero();
    }

    @Test
    @DisplayName("R-066: the answer of another connection is none")
    void answerOfAnotherConnection() {
        Visitor first = new Visitor();
        Visitor second = new Visitor();
        second.client.connect("live");
        second.client.heard();
        second.client.send(0, 0, new SwfVerificationResponse(player.answer(first.handshake.swfKey())));
        assertThat(second.client.heard()).containsExactly("NetConnection.Connect.Rejected");
    }

    @Test
    @DisplayName("R-066: a client that does not answer has its time")
    void noAnswer() {
        Visitor visitor = new Visitor();
        visitor.client.connect("live");
        visitor.client.heard();
        server.advance(Duration.ofSeconds(9));
        assertThat(visitor.client.connection.closeReason).isNull();
        server.advance(Duration.ofSeconds(1));
        assertThat(visitor.client.heard()).containsExactly("NetConnection.Connect.Rejected");
        assertThat(visitor.client.connection.closeReason).isEqualTo("SWF verification: no answer within 10 s");
        assertThat(server.counters().swfRefused.sum()).isEqualTo(1);
        assertThat(server.counters().timeouts.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-066: a client that leaves is waited for no longer")
    void leavesUnanswered() {
        Visitor visitor = new Visitor();
        visitor.client.connect("live");
        visitor.client.disconnect();
        assertThat(server.loop.alarms()).isZero();
        assertThat(server.counters().swfRefused.sum()).isZero();
    }

    @Test
    @DisplayName("R-066, R-124: a handshake without digest has no key, so connect is refused")
    void noDigest() {
        Client client = server.accept();
        client.handshake();
        client.connect("live");
        assertThat(client.heard()).containsExactly("_error NetConnection.Connect.Rejected");
        assertThat(client.connection.closeReason)
                .isEqualTo("connect rejected: SWF verification needs a handshake with digest");
        assertThat(server.counters().swfRefused.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-066: an answer that nobody asked for is counted, and changes nothing")
    void unaskedAnswer() {
        Visitor visitor = new Visitor();
        visitor.client.connect("other");
        assertThat(visitor.client.heard()).endsWith("_result NetConnection.Connect.Success");
        visitor.answer(player);
        assertThat(server.counters().dropped(DropCause.UNEXPECTED).sum()).isEqualTo(1);
        assertThat(visitor.client.createStream()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-066: who says much before the answer is not held for")
    void muchBeforeTheAnswer() {
        Visitor visitor = new Visitor();
        visitor.client.connect("live");
        for (int i = 0; i < 7; i++) {
            visitor.client.send(0, 0, new RtmpMessage.Video(Bytes.wrap(new byte[9_000])));
        }
        assertThat(visitor.client.connection.closeReason).isNull();
        visitor.client.send(0, 0, new RtmpMessage.Video(Bytes.wrap(new byte[9_000])));
        assertThat(visitor.client.connection.closeReason)
                .isEqualTo("more than 65536 bytes before it answers what it was asked");
        assertThat(server.counters().protocolErrors.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-066, IP-40: an application whose name is cut off the connection is not open to everybody")
    void anotherWayToTheStream() throws InterruptedException {
        Visitor visitor = new Visitor();
        visitor.client.connect("");
        int stream = visitor.client.createStream();
        visitor.client.publish(stream, "live/cam");
        assertThat(visitor.client.settled()).containsExactly("NetStream.Publish.Denied");
        visitor.client.play(stream, "live/cam");
        assertThat(visitor.client.settled()).contains("NetStream.Play.Failed");
        visitor.client.publish(stream, "other/cam");
        assertThat(visitor.client.settled()).contains("NetStream.Publish.Start");
    }

    /** A client whose handshake has a digest. */
    private final class Visitor {
        final Client client = server.accept();
        final ClientHandshake handshake = ClientHandshake.digest(new Random(1), 0);

        Visitor() {
            client.send(handshake.start().toByteArray());
            Bytes c2 = handshake.read(ByteBuffer.wrap(client.connection.takeSent()), 0);
            client.send(c2.toByteArray());
        }

        void answer(SwfFile file) {
            client.send(0, 0, new SwfVerificationResponse(file.answer(handshake.swfKey())));
        }
    }
}
