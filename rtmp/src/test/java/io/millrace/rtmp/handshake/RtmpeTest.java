package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key exchange, ciphers and signatures of RTMPE; vectors are of a program that talked to librtmp and FFmpeg. */
class RtmpeTest {
    @ParameterizedTest
    @DisplayName("signatures of types 8 and 9, by vectors made with another program")
    @CsvSource({
        "DIGEST_FIRST, XTEA, 381d4884f9f1f08887351acfdc1b20400aab183c8079261962fc8181c9f54ccb",
        "DIGEST_FIRST, BLOWFISH, bf35029f649a4a7c5cf2af796d2598209a20c9af8a752629a065da38b301b612",
        "KEY_FIRST, XTEA, 82dbed5cfe594e2e007c3d0397eccab00f32a94fa864fc8c965b7573d883ea9e",
        "KEY_FIRST, BLOWFISH, d7f3281c9d473fe0b4251555a0e1ec11699516801fd6d9cfe9fdf63887283b2b"
    })
    void encryptedSignatures(DigestLayout layout, SignatureCipher cipher, String expected) {
        byte[] c1 = sequence(7, 3);
        ByteBuffer.wrap(c1).putInt(0).putInt(0x80000302);
        Digest.sign(c1, layout, Endpoint.CLIENT);
        byte[] digest = Digest.of(c1, layout);
        byte[] s2 = sequence(5, 1);
        Digest.signAnswer(s2, Endpoint.SERVER, digest);
        cipher.apply(s2, Digest.signatureKey(Endpoint.SERVER, digest));
        assertThat(hex(Arrays.copyOfRange(s2, 1504, 1536))).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName(
            "the keys of both directions, and the key stream after the 1536 bytes that are passed over, by vectors")
    @CsvSource({"AA, 5aa5bb2d2eda763b43dd66865e65b014", "55, 93d344289d5d00b22e12bda8ae345830"})
    void keyStream(String receiver, String key) {
        byte[] secret = new byte[128];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        byte[] receiverKey = HexFormat.of().parseHex(receiver.repeat(128));
        byte[] stream = new byte[16];
        KeyExchange.cipher(secret, receiverKey).apply(stream, 0, 16);
        byte[] expected = new byte[Packets.SIZE + 16];
        new Rc4(HexFormat.of().parseHex(key)).apply(expected, 0, expected.length);
        assertThat(stream).isEqualTo(Arrays.copyOfRange(expected, Packets.SIZE, expected.length));
        if (receiver.equals("AA")) {
            assertThat(hex(stream)).isEqualTo("904c8c3b2dd31adaa7bc39f7cb6e85d5");
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void bothSidesOfAnExchangeHaveTheSameCiphers(long seed) {
        var random = new Random(seed);
        var client = KeyExchange.random(random);
        var server = KeyExchange.with(client.publicKey(), random);
        assertConnected(client.ciphers(server.publicKey()), server.ciphers(client.publicKey()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "01",
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
                        + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
                        + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFE",
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                        + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                        + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            })
    void keysThatGiveTheSecretAwayAreRefused(String key) {
        byte[] peerKey = HexFormat.of().parseHex("00".repeat(128 - key.length() / 2) + key);
        assertThatThrownBy(() -> KeyExchange.with(peerKey, new Random(1)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("the RTMPE key of the peer is no key");
    }

    @Test
    @DisplayName("IP-03: client and server agree; S1 is digest first whatever C1 was")
    void handshake() {
        var client = ClientHandshake.rtmpe(new Random(1), 0);
        var server = new ServerHandshake(new Random(2), 0, true);
        Bytes c0c1 = client.start();
        assertThat(c0c1.asByteBuffer().get()).isEqualTo((byte) 6);
        Bytes answer = server.read(c0c1.asByteBuffer(), 0);
        assertThat(answer.asByteBuffer().get()).isEqualTo((byte) 6);
        byte[] s1 = Arrays.copyOfRange(answer.toByteArray(), 1, 1 + Packets.SIZE);
        assertThat(Digest.find(s1, Endpoint.SERVER)).isEqualTo(DigestLayout.DIGEST_FIRST);
        assertThat(server.ciphers()).isNotNull();
        server.read(client.read(answer.asByteBuffer(), 0).asByteBuffer(), 0);
        assertThat(client.done()).isTrue();
        assertThat(server.done()).isTrue();
        assertConnected(client.ciphers(), server.ciphers());
        assertThat(client.swfKey()).isEqualTo(server.swfKey()).isEqualTo(Bytes.wrap(s1, 1504, 32));
    }

    @ParameterizedTest
    @EnumSource(value = RtmpVersion.class, names = "RTMPE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void handshakeWithEncryptedSignatures(RtmpVersion version) {
        var client = new ClientHandshake(new Random(1), 0, version, DigestLayout.KEY_FIRST);
        var server = new ServerHandshake(new Random(2), 0, true);
        Bytes c0c1 = client.start();
        Bytes answer = server.read(c0c1.asByteBuffer(), 0);
        assertThat(answer.asByteBuffer().get()).isEqualTo((byte) version.number);
        byte[] s2 = Arrays.copyOfRange(answer.toByteArray(), 1 + Packets.SIZE, 1 + 2 * Packets.SIZE);
        byte[] c1 = Arrays.copyOfRange(c0c1.toByteArray(), 1, 1 + Packets.SIZE);
        byte[] plain = s2.clone();
        byte[] digest = Digest.of(c1, DigestLayout.KEY_FIRST);
        Digest.signAnswer(plain, Endpoint.SERVER, digest);
        assertThat(s2).isNotEqualTo(plain);
        version.encryptSignature(plain, Endpoint.SERVER, digest);
        assertThat(s2).isEqualTo(plain);
        client.read(answer.asByteBuffer(), 0);
        assertConnected(client.ciphers(), server.ciphers());
    }

    @Test
    @DisplayName("IP-04: a server without RTMPE offers plain RTMP, and our client does not go on in clear")
    void noSilentDowngrade() {
        var client = ClientHandshake.rtmpe(new Random(1), 0);
        var server = new ServerHandshake(new Random(2), 0);
        Bytes answer = server.read(client.start().asByteBuffer(), 0);
        assertThat(answer.asByteBuffer().get()).isEqualTo((byte) 3);
        assertThat(server.ciphers()).isNull();
        assertThatThrownBy(() -> client.read(answer.asByteBuffer(), 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("server answered RTMP version 3 (expected: 6); it has no RTMPE");
    }

    @Test
    void whoAsksForPlainRtmpGetsThatFromAServerWithRtmpe() {
        var client = ClientHandshake.simple(new Random(1), 0);
        var server = new ServerHandshake(new Random(2), 0, true);
        client.read(server.read(client.start().asByteBuffer(), 0).asByteBuffer(), 0);
        assertThat(client.done()).isTrue();
        assertThat(server.ciphers()).isNull();
    }

    @Test
    void rtmpeWithoutADigestIsRefused() {
        var server = new ServerHandshake(new Random(2), 0, true);
        byte[] c0c1 = new byte[1 + Packets.SIZE];
        c0c1[0] = 6;
        assertThatThrownBy(() -> server.read(ByteBuffer.wrap(c0c1), 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("RTMPE was asked for without a digest in C1");
        var client = ClientHandshake.rtmpe(new Random(1), 0);
        client.start();
        byte[] s0s1 = new byte[1 + Packets.SIZE];
        s0s1[0] = 6;
        assertThatThrownBy(() -> client.read(ByteBuffer.wrap(s0s1), 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("server answered RTMPE without a digest in S1");
    }

    /** What one encrypts the other decrypts, in pieces of any length. */
    private static void assertConnected(RtmpeCiphers one, RtmpeCiphers other) {
        byte[] text = sequence(3, 0);
        for (RtmpeCiphers[] way : new RtmpeCiphers[][] {{one, other}, {other, one}}) {
            byte[] bytes = text.clone();
            way[0].out().apply(bytes, 0, 1000);
            way[0].out().apply(bytes, 1000, bytes.length);
            assertThat(bytes).isNotEqualTo(text);
            way[1].in().apply(bytes, 0, 1);
            way[1].in().apply(bytes, 1, bytes.length);
            assertThat(bytes).isEqualTo(text);
        }
    }

    private static byte[] sequence(int factor, int start) {
        byte[] bytes = new byte[Packets.SIZE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (factor * i + start);
        }
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
