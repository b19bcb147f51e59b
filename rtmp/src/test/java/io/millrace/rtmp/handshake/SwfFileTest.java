package io.millrace.rtmp.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SwfFileTest {
    private static final int BODY_BYTES = 100;

    /** HMAC-SHA256 of the uncompressed file with the player's key text, as openssl computes it. */
    private static final Bytes HASH = Bytes.hex("5411fac97ab7c6165b4a61f9e79ba31a9879a9c617b590ca268215569305bd01");

    /** That of the hash with the key 00 01 .. 1f. */
    private static final String SIGNATURE = "276bfbff3e3eaaba5ab82cadb4c915f84922678ba866042f049008707700ef20";

    private static final SwfFile PLAYER = new SwfFile(8 + BODY_BYTES, HASH);

    @Test
    @DisplayName("R-066: size and hash are those of the uncompressed file")
    void compressionMakesNoDifference() throws IOException {
        assertThat(SwfFile.of(file("FWS", body()))).isEqualTo(PLAYER);
        assertThat(SwfFile.of(file("CWS", deflated(body())))).isEqualTo(PLAYER);
        byte[] changed = body();
        changed[BODY_BYTES - 1]++;
        assertThat(SwfFile.of(file("FWS", changed)).hash()).isNotEqualTo(HASH);
    }

    @Test
    @DisplayName("R-066: the answer has the size twice, and the hash signed with the key of this connection")
    void answers() {
        var key = new ByteWriter();
        for (int i = 0; i < 32; i++) {
            key.u8(i);
        }
        assertThat(PLAYER.answer(key.toBytes())).isEqualTo(Bytes.hex("0101 0000006c 0000006c" + SIGNATURE));
        assertThat(PLAYER.answer(Bytes.of(1))).isNotEqualTo(PLAYER.answer(Bytes.of(2)));
    }

    @Test
    @DisplayName("R-066: with a digest both sides have the same key, without one neither has any")
    void keyIsOfTheDigestHandshake() {
        var server = new ServerHandshake(new Random(1), 0);
        ClientHandshake client = connected(ClientHandshake.digest(new Random(2), 0), server);
        assertThat(client.swfKey().length()).isEqualTo(32);
        assertThat(client.swfKey()).isEqualTo(server.swfKey());
        var plainServer = new ServerHandshake(new Random(1), 0);
        ClientHandshake plain = connected(ClientHandshake.simple(new Random(2), 0), plainServer);
        assertThat(plain.swfKey()).isEqualTo(Bytes.EMPTY);
        assertThat(plainServer.swfKey()).isEqualTo(Bytes.EMPTY);
    }

    private static ClientHandshake connected(ClientHandshake client, ServerHandshake server) {
        Bytes answer = server.read(client.start().asByteBuffer(), 0);
        server.read(client.read(answer.asByteBuffer(), 0).asByteBuffer(), 0);
        assertThat(server.done()).isTrue();
        return client;
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        refused(Bytes.EMPTY, "no SWF file");
        refused(Bytes.utf8("FWS"), "no SWF file");
        refused(Bytes.utf8("\u007fELF and more"), "no SWF file");
        refused(file("ZWS", body()), "compressed with LZMA");
        refused(file("CWS", body()), "damaged: ");
        Bytes whole = file("CWS", deflated(body()));
        for (int length = 8; length < whole.length(); length++) {
            refused(whole.slice(0, length), "damaged: it ends in the middle");
        }
    }

    @Test
    void fewBytesThatBecomeManyAreRefused() throws IOException {
        byte[] bomb = deflated(new byte[SwfFile.MAX_BYTES]);
        assertThat(bomb.length).isLessThan(100_000);
        refused(file("CWS", bomb), "larger than 67108864 bytes uncompressed");
        assertThat(SwfFile.of(file("CWS", deflated(new byte[SwfFile.MAX_BYTES - 8])))
                        .size())
                .isEqualTo(SwfFile.MAX_BYTES);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void damagedFilesAreReadOrRefused(long seed) throws IOException {
        var random = new Random(seed);
        byte[] damaged = file("CWS", deflated(body())).toByteArray();
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        Bytes file = Bytes.wrap(damaged);
        try {
            assertThat(SwfFile.of(file).hash().length()).isEqualTo(32);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("damaged: .*|no SWF file|compressed with LZMA .*|larger than .*");
        }
    }

    @Test
    void sizeAndHashHaveTheirRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SwfFile(7, HASH));
        assertThatIllegalArgumentException().isThrownBy(() -> new SwfFile(1L << 32, HASH));
        assertThatIllegalArgumentException().isThrownBy(() -> new SwfFile(8, HASH.from(1)));
    }

    private static void refused(Bytes file, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> SwfFile.of(file)).withMessageStartingWith(reason);
    }

    private static Bytes file(String signature, byte[] content) {
        return new ByteWriter()
                .bytes(Bytes.wrap(signature.getBytes(US_ASCII)))
                .u8(10)
                .bytes(Bytes.of(8 + BODY_BYTES, 0, 0, 0))
                .bytes(Bytes.wrap(content))
                .toBytes();
    }

    private static byte[] body() {
        byte[] body = new byte[BODY_BYTES];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (7 * i + 3);
        }
        return body;
    }

    private static byte[] deflated(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        }
        return out.toByteArray();
    }
}
