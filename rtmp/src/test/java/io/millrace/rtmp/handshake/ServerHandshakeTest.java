package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHandshakeTest {
    private static final int EPOCH = 0x01020304;
    private static final int CLIENT_TIME = 0x0A0B0C0D;
    private static final int NOW = 0x05060708;

    private final ServerHandshake server = new ServerHandshake(new Random(1), EPOCH);
    private final byte[] c1 = Packets.hello(CLIENT_TIME, 0, new Random(2));

    @Test
    @DisplayName("R-002, R-003, R-004, R-008: a plain C1 gets S0, S1 and S2 at once, an echo with the time it was read")
    void answersPlainC1WithEcho() {
        assertThat(server.read(ByteBuffer.wrap(new byte[] {3}), NOW).isEmpty()).isTrue();
        Bytes answer = server.read(ByteBuffer.wrap(c1), NOW);

        assertThat(answer.length()).isEqualTo(1 + 2 * 1536);
        assertThat(answer.startsWith(Bytes.of(3, 1, 2, 3, 4, 0, 0, 0, 0))).isTrue();
        Bytes s2 = answer.from(1 + 1536);
        assertThat(s2.startsWith(Bytes.of(0x0A, 0x0B, 0x0C, 0x0D, 5, 6, 7, 8))).isTrue();
        assertThat(s2.from(8)).isEqualTo(Bytes.wrap(c1).from(8));
        assertThat(server.done()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R-008, IP-01, IP-02, IP-03: a C1 with digest gets a digest in the same layout and a signature")
    void answersDigestInKind(DigestLayout layout) {
        byte[] signed = Packets.hello(0, 0x09007C02, new Random(2));
        Digest.sign(signed, layout, Endpoint.CLIENT);
        Bytes answer = server.read(c0AndC1(3, signed), NOW);

        byte[] s1 = answer.slice(1, 1536).toByteArray();
        assertThat(s1[4]).isGreaterThanOrEqualTo((byte) 3);
        assertThat(Digest.find(s1, Endpoint.SERVER)).isEqualTo(layout);
        byte[] s2 = answer.from(1 + 1536).toByteArray();
        byte[] expected = s2.clone();
        Digest.signAnswer(expected, Endpoint.SERVER, Digest.of(signed, layout));
        assertThat(s2).isEqualTo(expected);
    }

    @Test
    @DisplayName("IP-02: a C1 with a version but no valid digest is answered like a plain one, zeros in S1")
    void answersBrokenDigestWithEcho() {
        byte[] unsigned = Packets.hello(0, 0x09007C02, new Random(2));
        Bytes answer = server.read(c0AndC1(3, unsigned), NOW);
        assertThat(answer.slice(5, 4)).isEqualTo(Bytes.of(0, 0, 0, 0));
        assertThat(answer.from(1 + 1536 + 8)).isEqualTo(Bytes.wrap(unsigned).from(8));
    }

    @Test
    @DisplayName("R-005, IP-01, IP-05: any C2 will do, and what follows it in the same segment stays in the buffer")
    void leavesChunksInTheBuffer() {
        server.read(c0AndC1(3, c1), NOW);
        ByteBuffer in = ByteBuffer.allocateDirect(1536 + 2);
        in.put(1536, (byte) 0x02).put(1537, (byte) 0x99);
        assertThat(server.read(in, NOW).isEmpty()).isTrue();
        assertThat(server.done()).isTrue();
        assertThat(in.remaining()).isEqualTo(2);
        assertThat(server.read(in, NOW).isEmpty()).isTrue();
        assertThat(in.get()).isEqualTo((byte) 0x02);
    }

    @Test
    @DisplayName("R-006: C0, C1, C2 and a chunk in one segment are answered at once")
    void takesAllInOneSegment() {
        ByteBuffer in = ByteBuffer.allocate(1 + 2 * 1536 + 1);
        in.put((byte) 3).put(c1).position(0);
        assertThat(server.read(in, NOW).length()).isEqualTo(1 + 2 * 1536);
        assertThat(server.done()).isTrue();
        assertThat(in.remaining()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 6, 8, 9, 31})
    @DisplayName("R-001, IP-04: a version we do not speak is answered with 3, and the client decides")
    void answersUnknownVersionWithThree(int version) {
        assertThat(server.read(c0AndC1(version, c1), NOW).u8(0)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"'GET /live HTTP/1.1', GET", "'POST /open/1 HTTP/1.1', POST", "'PRI * HTTP/2.0', PRI"})
    @DisplayName("R-001: an HTTP request is refused at its first byte, with a text that says so")
    void refusesHttp(String request, String method) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> server.read(Bytes.utf8(request).asByteBuffer(), NOW))
                .withMessageContaining("HTTP request: " + method)
                .satisfies(e -> assertThat(e.scope()).isEqualTo(ProtocolException.Scope.CONNECTION));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 'G', 0x7F, 0x80, 0xFF})
    @DisplayName("R-001: first bytes from 32 on are refused with their value")
    void refusesPrintableVersions(int first) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> server.read(ByteBuffer.wrap(new byte[] {(byte) first}), NOW))
                .withMessageContaining(String.format("0x%02x", first));
    }

    @Test
    @DisplayName("R-001: a TLS client is told apart from version 22 by its second byte")
    void refusesTls() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> server.read(ByteBuffer.wrap(new byte[] {0x16, 3, 1, 2, 0}), NOW))
                .withMessageContaining("TLS");
    }

    private static ByteBuffer c0AndC1(int version, byte[] c1) {
        return ByteBuffer.wrap(new ByteWriter().u8(version).bytes(c1).toByteArray());
    }
}
