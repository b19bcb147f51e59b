package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged sessions: nothing ends the inspection, and all bytes are accounted for. */
@Execution(ExecutionMode.CONCURRENT)
class DissectorPropertyTest {
    private static final Session SESSION = Session.publishing()
            .metadata()
            .video(0, Session.AVC_HEADER)
            .audio(0, Session.AAC_HEADER)
            .video(40, "97 02 0f423f 06 21 68766331 00 000005 000000aabb 61763031 01 000001 cc")
            .video(0x100_0000, "17 01 000000" + "00".repeat(300))
            .message(
                    Direction.TO_SERVER,
                    4,
                    5,
                    MessageType.AGGREGATE,
                    1,
                    Bytes.hex("08 000004 000005 00 000000 af012110 0000000f"));

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void survivesDamage(long seed) {
        var random = new Random(seed);
        List<Event> events = new ArrayList<>();
        var dissector = new Dissector(1, Detail.BYTES, events::add);
        var form = new TextForm(true, false);
        long sent = 0;
        for (Session.Piece piece : SESSION.pieces()) {
            byte[] bytes = piece.bytes().toByteArray();
            for (int damage = random.nextInt(3); damage > 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
            dissector.read(piece.direction(), 0, Bytes.wrap(bytes, 0, length));
            sent += length;
            if (random.nextInt(20) == 0) {
                dissector.gap(piece.direction(), 0, 1 + random.nextInt(50));
            }
        }
        dissector.finish(0, "");

        assertThat(dissector.bytes(Direction.TO_SERVER) + dissector.bytes(Direction.TO_CLIENT))
                .isEqualTo(sent);
        assertThat(dissector.unexplainedBytes()).isLessThanOrEqualTo(sent);
        assertThat(events)
                .isNotEmpty()
                .noneMatch(event -> form.line(event).isEmpty())
                .allMatch(event -> isObject(JsonForm.line(event)));
    }

    private static boolean isObject(String json) {
        return json.startsWith("{") && json.endsWith("}}");
    }
}
