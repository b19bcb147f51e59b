package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHandshakeTest {
    private static final int NOW = 0x05060708;
    private static final Bytes CHUNK = Bytes.of(0x02, 0x00, 0x00);

    static Stream<@Nullable DigestLayout> modes() {
        return Stream.of(null, DigestLayout.DIGEST_FIRST, DigestLayout.KEY_FIRST);
    }

    @Test
    @DisplayName("R-001: a server of another protocol is told by what it says")
    void aServerOfAnotherProtocolIsToldByWhatItSays() {
        assertSaid("HTTP/1.1 400 Bad Request\r\nDate: now", "HTTP/1.1 400 Bad Request");
        assertSaid("H", "H");
        assertSaid("x".repeat(100), "x".repeat(40));
    }

    private static void assertSaid(String answer, String shown) {
        var client = ClientHandshake.simple(new Random(1), 0);
        client.start();
        assertThatThrownBy(() -> client.read(Bytes.utf8(answer).asByteBuffer(), NOW))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("this is no RTMP server: it says '" + shown + "' (expected: RTMP version 3)");
    }

    @ParameterizedTest
    @MethodSource("modes")
    @DisplayName("R-004, R-006, R-008: client and server agree byte by byte in every mode, and chunks stay unread")
    void agreesWithServerByteByByte(@Nullable DigestLayout layout) {
        var client = new ClientHandshake(new Random(1), 1000, RtmpVersion.PLAIN, layout);
        var server = new ServerHandshake(new Random(2), 2000);

        Bytes fromServer = feedByteByByte(client.start(), server::read);
        assertThat(fromServer.length()).isEqualTo(1 + 2 * 1536);
        assertThat(Packets.version(fromServer.slice(1, 1536).toByteArray()) != 0)
                .isEqualTo(layout != null);

        Bytes fromClient = feedByteByByte(fromServer, client::read);
        assertThat(fromClient.length()).isEqualTo(1536);
        assertThat(client.done()).isTrue();
        assertThat(server.done()).isFalse();

        assertThat(feedByteByByte(fromClient, server::read).isEmpty()).isTrue();
        assertThat(server.done()).isTrue();
        assertLeavesChunks(client::read);
        assertLeavesChunks(server::read);
    }

    @ParameterizedTest
    @MethodSource("modes")
    @DisplayName("R-006: every split of the client's bytes into two segments gives the same answer")
    void everySplitGivesTheSameAnswer(@Nullable DigestLayout layout) {
        Bytes fromClient = new ClientHandshake(new Random(1), 1000, RtmpVersion.PLAIN, layout).start();
        Bytes expected = new ServerHandshake(new Random(2), 2000).read(fromClient.asByteBuffer(), NOW);
        for (int split = 0; split <= fromClient.length(); split += 7) {
            var server = new ServerHandshake(new Random(2), 2000);
            var answers = new ByteWriter();
            answers.bytes(server.read(fromClient.slice(0, split).asByteBuffer(), NOW));
            answers.bytes(server.read(fromClient.from(split).asByteBuffer(), NOW));
            assertThat(answers.toBytes()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("R-002, R-003, ER-007: C0 is 3, C1 has zeros after the time, C2 echoes S1 with the time it was read")
    void simpleHandshakeEchoes() {
        ClientHandshake client = ClientHandshake.simple(new Random(1), 0x01020304);
        assertThat(client.start().startsWith(Bytes.of(3, 1, 2, 3, 4, 0, 0, 0, 0)))
                .isTrue();

        byte[] s1 = Packets.hello(0x0A0B0C0D, 0, new Random(2));
        Bytes c2 = client.read(ByteBuffer.wrap(new ByteWriter().u8(3).bytes(s1).toByteArray()), NOW);
        assertThat(c2.startsWith(Bytes.of(0x0A, 0x0B, 0x0C, 0x0D, 5, 6, 7, 8))).isTrue();
        assertThat(c2.from(8)).isEqualTo(Bytes.wrap(s1).from(8));
        assertThat(client.done()).isFalse();
    }

    @Test
    @DisplayName("R-008, IP-03: the digest handshake sends digest-first and signs C2")
    void digestHandshakeSigns() {
        ClientHandshake client = ClientHandshake.digest(new Random(1), 0);
        byte[] c1 = client.start().from(1).toByteArray();
        assertThat(Digest.find(c1, Endpoint.CLIENT)).isEqualTo(DigestLayout.DIGEST_FIRST);

        byte[] s1 = Packets.hello(0, 0x03050101, new Random(2));
        Digest.sign(s1, DigestLayout.KEY_FIRST, Endpoint.SERVER);
        byte[] c2 = client.read(ByteBuffer.wrap(new ByteWriter().u8(3).bytes(s1).toByteArray()), NOW)
                .toByteArray();
        byte[] expected = c2.clone();
        Digest.signAnswer(expected, Endpoint.CLIENT, Digest.of(s1, DigestLayout.KEY_FIRST));
        assertThat(c2).isEqualTo(expected);
    }

    @Test
    @DisplayName("R-005: a server without digests is answered with an echo, and its S2 is not verified")
    void goesOnWithoutDigestIfTheServerHasNone() {
        ClientHandshake client = ClientHandshake.digest(new Random(1), 0);
        client.start();
        byte[] s1 = Packets.hello(0, 0, new Random(2));
        Bytes c2 = client.read(ByteBuffer.wrap(new ByteWriter().u8(3).bytes(s1).toByteArray()), NOW);
        assertThat(c2.from(8)).isEqualTo(Bytes.wrap(s1).from(8));
        client.read(ByteBuffer.allocate(1536), NOW);
        assertThat(client.done()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 31})
    @DisplayName("R-001: another version than 3 ends the connection")
    void refusesOtherVersions(int version) {
        ClientHandshake client = ClientHandshake.simple(new Random(1), 0);
        client.start();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> client.read(ByteBuffer.wrap(new byte[] {(byte) version}), NOW))
                .withMessageContaining("version " + version);
    }

    @Test
    void startsOnceAndFirst() {
        ClientHandshake client = ClientHandshake.simple(new Random(1), 0);
        assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1), NOW)).isInstanceOf(IllegalStateException.class);
        client.start();
        assertThatThrownBy(client::start).isInstanceOf(IllegalStateException.class);
    }

    private interface Side {
        Bytes read(ByteBuffer in, int nowMillis);
    }

    private static Bytes feedByteByByte(Bytes bytes, Side side) {
        var answers = new ByteWriter();
        for (int i = 0; i < bytes.length(); i++) {
            ByteBuffer in = bytes.slice(i, 1).asByteBuffer();
            answers.bytes(side.read(in, NOW));
            assertThat(in.hasRemaining()).isFalse();
        }
        return answers.toBytes();
    }

    private static void assertLeavesChunks(Side side) {
        ByteBuffer in = CHUNK.asByteBuffer();
        assertThat(side.read(in, NOW).isEmpty()).isTrue();
        assertThat(in.remaining()).isEqualTo(CHUNK.length());
    }
}
