package io.millrace.rtmp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AggregatesTest {
    private static final Bytes AUDIO = Bytes.of(0xAF, 1, 0x21);
    private static final Bytes VIDEO = Bytes.of(0x27, 1, 0, 0, 0);

    @Test
    @DisplayName("R-080, R-083: made of messages, it has the time and the stream of the first")
    void joinsMessages() {
        RawMessage whole = Aggregates.join(
                List.of(new RawMessage(0x01020304, 8, 5, AUDIO), new RawMessage(0x01020300, 9, 5, VIDEO)));
        assertThat(whole)
                .isEqualTo(new RawMessage(
                        0x01020304,
                        22,
                        5,
                        Bytes.hex("08 000003 020304 01 000005 af0121 0000000e"
                                + "09 000005 020300 01 000005 2701000000 00000010")));
    }

    @ParameterizedTest
    @DisplayName("R-080, R-081: what was joined comes apart as it was, over the wrap of time too")
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void splitInvertsJoin(long seed) {
        var random = new Random(seed);
        List<RawMessage> parts = new ArrayList<>();
        int streamId = random.nextInt(1 << 24);
        for (int count = 1 + random.nextInt(20); count > 0; count--) {
            var body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            parts.add(new RawMessage(random.nextInt(), 8 + random.nextInt(2), streamId, Bytes.wrap(body)));
        }
        assertThat(Aggregates.split(Aggregates.join(parts))).isEqualTo(parts);
    }

    @Test
    @DisplayName("R-071, R-082: what no peer could take apart again is refused")
    void refusesWhatIsNoAggregate() {
        var audio = new RawMessage(0, 8, 5, AUDIO);
        var half = new RawMessage(0, 9, 5, Bytes.wrap(new byte[1 << 23]));
        assertThatIllegalArgumentException().isThrownBy(() -> Aggregates.join(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aggregates.join(Collections.nCopies(Aggregates.MAX_PARTS + 1, audio)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aggregates.join(List.of(audio, new RawMessage(0, 8, 6, AUDIO))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aggregates.join(List.of(audio, Aggregates.join(List.of(audio)))));
        assertThatIllegalArgumentException().isThrownBy(() -> Aggregates.join(List.of(half, half)));
    }

    @Test
    @DisplayName("R-080, IP-93: the time of a part is 24 low bits, then the 8 high ones")
    void readsTimesInFlvOrder() {
        var body = new ByteWriter();
        part(body, 8, 0x01020304, AUDIO);
        assertThat(body.toBytes()).isEqualTo(Bytes.hex("08 000003 020304 01 000007 af0121 0000000e"));
        assertThat(split(0x01020304, body)).containsExactly(new RawMessage(0x01020304, 8, 5, AUDIO));
    }

    @Test
    @DisplayName("R-081: parts take the stream of the whole, and are shifted to its time")
    void shiftsPartsToTheOuterTime() {
        var body = new ByteWriter();
        part(body, 8, 1000, AUDIO);
        part(body, 9, 1040, VIDEO);
        part(body, 8, 990, AUDIO);
        assertThat(split(50, body))
                .containsExactly(
                        new RawMessage(50, 8, 5, AUDIO),
                        new RawMessage(90, 9, 5, VIDEO),
                        new RawMessage(40, 8, 5, AUDIO));
    }

    @Test
    @DisplayName("R-081: the shift is modulo 2^32")
    void shiftsAcrossTheWrap() {
        var body = new ByteWriter();
        part(body, 8, 0xFFFF_FFF0, AUDIO);
        part(body, 8, 0x0000_0010, AUDIO);
        assertThat(split(0xFFFF_FFFE, body)).extracting(RawMessage::timestamp).containsExactly(-2, 30);
    }

    @Test
    @DisplayName("R-082: cut short anywhere, the whole parts are delivered")
    void deliversWholePartsOfATruncatedAggregate() {
        var body = new ByteWriter();
        part(body, 8, 0, AUDIO);
        int first = body.length();
        part(body, 9, 0, VIDEO);
        Bytes whole = body.toBytes();
        for (int length = 0; length <= whole.length(); length++) {
            // The last four bytes of a part are the back pointer, which nobody needs.
            int expected = length >= whole.length() - 4 ? 2 : length >= first - 4 ? 1 : 0;
            assertThat(Aggregates.split(new RawMessage(0, 22, 5, whole.slice(0, length))))
                    .as("%d bytes", length)
                    .hasSize(expected);
        }
    }

    @Test
    @DisplayName("R-082: an aggregate inside is left out, the rest is not")
    void leavesOutAggregatesInside() {
        var body = new ByteWriter();
        part(body, 8, 0, AUDIO);
        part(body, 22, 0, body.toBytes());
        part(body, 9, 0, VIDEO);
        assertThat(split(0, body)).extracting(RawMessage::typeId).containsExactly(8, 9);
    }

    @Test
    void takesABoundedNumberOfParts() {
        var body = new ByteWriter();
        for (int i = 0; i < 2 * Aggregates.MAX_PARTS; i++) {
            part(body, 8, 0, Bytes.EMPTY);
        }
        assertThat(split(0, body)).hasSize(Aggregates.MAX_PARTS);
    }

    @Test
    void partsDoNotKeepTheAggregate() {
        var body = new ByteWriter();
        part(body, 8, 0, AUDIO);
        byte[] array = body.toBytes().toByteArray();
        List<RawMessage> parts = Aggregates.split(new RawMessage(0, 22, 5, Bytes.wrap(array)));
        Arrays.fill(array, (byte) 0); // a view would change with it
        assertThat(parts).containsExactly(new RawMessage(0, 8, 5, AUDIO));
    }

    private static List<RawMessage> split(int timestamp, ByteWriter body) {
        return Aggregates.split(new RawMessage(timestamp, 22, 5, body.toBytes()));
    }

    private static void part(ByteWriter out, int typeId, int timestamp, Bytes body) {
        out.u8(typeId).u24(body.length()).u24(timestamp).u8(timestamp >> 24).u24(7);
        out.bytes(body).u32(body.length() + 11);
    }
}
