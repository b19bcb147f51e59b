package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DigestTest {
    @ParameterizedTest
    @DisplayName("R-008: digest, key place and signature of C1 in both layouts, by vectors made with another program")
    @CsvSource({
        "DIGEST_FIRST, 290, 1106, 3a300283d26241ff690395630139d5faeaf77ea5816e622ce3b1e9aa648822f0,"
                + " d809d00fea04b08597444a298dc8bd521e94dfd129978db1158a346a226d1d30,"
                + " 2562b40d4b0846bfe534519a0bcab70dc5f73a2cfd703f3d517871b301d082be",
        "KEY_FIRST, 942, 62, 86fa6ad2c9e625cbf93594b4763250b3f916ca039fc44879811fbe9bd0f47f10,"
                + " d5abd5135fd4b286daa7bd11c72033574fa2e507b0ce544ec280110a5206cd76,"
                + " becbebc2d409ffb62622cb61bebcf4dd0ca85ad9f480d48b6cd39e469a3b334a"
    })
    void agreesWithVectors(
            DigestLayout layout, int digestOffset, int keyOffset, String digest, String key, String signature) {
        byte[] c1 = unsignedC1();
        assertThat(layout.digestOffset(c1)).isEqualTo(digestOffset);
        assertThat(layout.keyOffset(c1)).isEqualTo(keyOffset);

        Digest.sign(c1, layout, Endpoint.CLIENT);
        assertThat(hex(Digest.of(c1, layout))).isEqualTo(digest);
        assertThat(hex(Digest.signatureKey(Endpoint.SERVER, Digest.of(c1, layout))))
                .isEqualTo(key);

        byte[] s2 = sequence(5, 1);
        Digest.signAnswer(s2, Endpoint.SERVER, Digest.of(c1, layout));
        assertThat(hex(Arrays.copyOfRange(s2, 1504, 1536))).isEqualTo(signature);
        assertThat(s2).startsWith(1, 6, 11);
    }

    @ParameterizedTest
    @EnumSource
    void layoutIsFoundByItsDigestAndForItsSenderOnly(DigestLayout layout) {
        byte[] packet = unsignedC1();
        assertThat(Digest.find(packet, Endpoint.CLIENT)).isNull();

        Digest.sign(packet, layout, Endpoint.CLIENT);
        assertThat(Digest.find(packet, Endpoint.CLIENT)).isEqualTo(layout);
        assertThat(Digest.find(packet, Endpoint.SERVER)).isNull();

        packet[700]++;
        assertThat(Digest.find(packet, Endpoint.CLIENT)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void digestAndKeyFitIntoThePacketWhateverTheSums(DigestLayout layout) {
        for (int value = 0; value < 256; value++) {
            byte[] packet = new byte[Packets.SIZE];
            Arrays.fill(packet, (byte) value);
            int digest = layout.digestOffset(packet);
            int key = layout.keyOffset(packet);
            assertThat(digest).isBetween(8, Packets.SIZE - Digest.SIZE);
            assertThat(key).isBetween(8, Packets.SIZE - 128);
            assertThat(digest + Digest.SIZE <= key || key + 128 <= digest).isTrue();
        }
    }

    private static byte[] unsignedC1() {
        byte[] c1 = sequence(7, 3);
        ByteBuffer.wrap(c1).putInt(0).putInt(0x80000302);
        return c1;
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
