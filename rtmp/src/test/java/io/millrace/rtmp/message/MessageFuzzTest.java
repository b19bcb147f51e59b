package io.millrace.rtmp.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.chunk.RawMessage;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A type byte and any body give a message or a {@link ProtocolException}, and the message can be written and read. */
class MessageFuzzTest {

    @FuzzTest
    void survivesAnyBytes(byte[] bytes) {
        if (bytes.length > 0) {
            check(bytes[0] & 0xFF, Bytes.wrap(bytes, 1, bytes.length - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void survivesRandomBytes(long seed) {
        var random = new Random(seed);
        byte[] body = new byte[random.nextInt(100)];
        random.nextBytes(body);
        for (int i = 0; i < body.length; i += random.nextInt(1, 6)) {
            body[i] = (byte) random.nextInt(0x12); // more AMF markers and event types
        }
        check(random.nextInt(24), Bytes.wrap(body));
    }

    private static void check(int typeId, Bytes body) {
        for (RawMessage part : Aggregates.split(new RawMessage(0, 22, 1, body))) {
            assertThat(part.body().length()).isLessThanOrEqualTo(body.length());
        }
        RtmpMessage message;
        try {
            message = MessageCodec.decode(typeId, body);
        } catch (ProtocolException e) {
            assertThat(e.scope()).isNotEqualTo(ProtocolException.Scope.STREAM);
            return;
        }
        assertThat(message.typeId()).isEqualTo(typeId);
        Bytes written = bytes(message);
        // What is read can be written in another form of the same, but from then on it stays.
        assertThat(bytes(MessageCodec.decode(typeId, written))).isEqualTo(written);
    }

    private static Bytes bytes(RtmpMessage message) {
        var out = new ByteWriter();
        MessageCodec.encode(message, out);
        return out.toBytes();
    }
}
