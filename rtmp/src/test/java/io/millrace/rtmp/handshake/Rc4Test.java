package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Rc4Test {
    @ParameterizedTest
    @DisplayName("the bytes are those of the JDK's ARCFOUR, in parts of any length, and the others stay")
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void equalsTheCipherOfTheJdk(long seed) throws Exception {
        var random = new Random(seed);
        byte[] key = new byte[5 + random.nextInt(60)];
        random.nextBytes(key);
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        Cipher jdk = Cipher.getInstance("ARCFOUR");
        jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
        byte[] expected = jdk.update(bytes);

        var cipher = new Rc4(key);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + random.nextInt(40));
            cipher.apply(bytes, from, to);
            from = to;
        }
        assertThat(bytes).isEqualTo(expected == null ? new byte[0] : expected);
    }
}
