package io.millrace.rtmp.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.amf.AmfException;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any body is a message or an error of the message, and what is one can be written in both encodings and read again. */
class SharedObjectFuzzTest {

    @FuzzTest
    void survivesAnyBytes(byte[] bytes) {
        check(Bytes.copyOf(bytes));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void survivesChangedBytes(long seed) {
        var random = new Random(seed);
        boolean amf3 = random.nextBoolean();
        SharedObjectMessage message = RandomSharedObjects.message(random, amf3);
        byte[] body = SharedObjectCodec.encode(message, amf3).body().toByteArray();
        for (int i = 0; i < 3; i++) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        check(Bytes.wrap(body));
    }

    private static void check(Bytes body) {
        SharedObjectMessage message;
        try {
            message = SharedObjectCodec.decode(body);
        } catch (ProtocolException e) {
            assertThat(e.scope()).isEqualTo(ProtocolException.Scope.MESSAGE);
            return;
        }
        for (boolean amf3 : new boolean[] {false, true}) {
            Bytes written;
            try {
                written = SharedObjectCodec.encode(message, amf3).body();
            } catch (ProtocolException | AmfException e) {
                continue; // has no form in this encoding, for example a name that is longer once its UTF-8 is repaired
            }
            // What is read can be written in another form of the same, but from then on it stays.
            assertThat(SharedObjectCodec.encode(SharedObjectCodec.decode(written), amf3)
                            .body())
                    .isEqualTo(written);
        }
    }
}
