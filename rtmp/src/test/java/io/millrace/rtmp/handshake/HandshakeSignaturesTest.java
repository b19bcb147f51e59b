package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandshakeSignaturesTest {
    private final Random random = new Random(1);

    @Test
    @DisplayName("R-008: the digests of both sides are found by who watches")
    void findsWhatBothSidesSigned() {
        var client = ClientHandshake.digest(random, 0);
        var server = new ServerHandshake(random, 0);
        Bytes c0c1 = client.start();
        Bytes answers = server.read(c0c1.asByteBuffer(), 0);
        Bytes c2 = client.read(answers.asByteBuffer(), 0);
        Bytes c1 = c0c1.from(1);
        Bytes s1 = answers.slice(1, Packets.SIZE);
        Bytes s2 = answers.from(1 + Packets.SIZE);

        assertThat(HandshakeSignatures.digestLayout(c1, true)).isEqualTo("digest first");
        assertThat(HandshakeSignatures.digestLayout(c1, false)).isNull();
        assertThat(HandshakeSignatures.digestLayout(s1, false)).isEqualTo("digest first");
        assertThat(HandshakeSignatures.isSigned(s2, false, c1)).isTrue();
        assertThat(HandshakeSignatures.isSigned(c2, true, s1)).isTrue();
        assertThat(HandshakeSignatures.isSigned(c2, false, s1)).isFalse();
    }

    @Test
    void keyFirstIsFoundToo() {
        byte[] s1 = Packets.hello(0, 0x04_00_00_01, random);
        Digest.sign(s1, DigestLayout.KEY_FIRST, Endpoint.SERVER);

        assertThat(HandshakeSignatures.digestLayout(Bytes.wrap(s1), false)).isEqualTo("key first");
    }

    @Test
    void anEchoIsNoSignature() {
        byte[] c1 = Packets.hello(0, 0, random);
        Bytes echo = Bytes.wrap(Packets.echo(c1, 5));

        assertThat(HandshakeSignatures.digestLayout(Bytes.wrap(c1), true)).isNull();
        assertThat(HandshakeSignatures.isSigned(echo, false, Bytes.wrap(c1))).isFalse();
    }
}
