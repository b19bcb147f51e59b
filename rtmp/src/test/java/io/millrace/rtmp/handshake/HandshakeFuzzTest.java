package io.millrace.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes end in a {@link ProtocolException}, an unfinished handshake, or one with an answer of the right length. */
class HandshakeFuzzTest {
    private static final int HANDSHAKE_SIZE = 1 + 2 * Packets.SIZE;

    @FuzzTest
    void survivesAnyBytes(byte[] bytes) {
        check(bytes);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void survivesRandomBytes(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(4000)];
        random.nextBytes(bytes);
        check(bytes);
        if (bytes.length > 0) {
            bytes[0] = 3;
            check(bytes);
        }
    }

    private interface Side {
        Bytes read(ByteBuffer in, int nowMillis);
    }

    private static void check(byte[] bytes) {
        var server = new ServerHandshake(new Random(1), 0);
        check(bytes, server::read, server::done, HANDSHAKE_SIZE);
        var client = ClientHandshake.digest(new Random(1), 0);
        client.start();
        check(bytes, client::read, client::done, Packets.SIZE);
    }

    private static void check(byte[] bytes, Side side, BooleanSupplier done, int answerSize) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        var answers = new ByteWriter();
        try {
            answers.bytes(side.read(in, 0));
        } catch (ProtocolException e) {
            assertThat(e.scope()).isEqualTo(ProtocolException.Scope.CONNECTION);
            return;
        }
        assertThat(in.position()).isEqualTo(Math.min(bytes.length, HANDSHAKE_SIZE));
        assertThat(done.getAsBoolean()).isEqualTo(bytes.length >= HANDSHAKE_SIZE);
        assertThat(answers.length()).isEqualTo(bytes.length > Packets.SIZE ? answerSize : 0);
    }
}
