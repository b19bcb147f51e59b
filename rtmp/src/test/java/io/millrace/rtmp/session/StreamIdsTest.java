package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.session.SessionEvent.MediaIgnored;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Message stream IDs have 32 bits on the wire, more than the streams of any connection. */
class StreamIdsTest {
    private final Client client = Client.connected(SessionSettings.DEFAULT.maxStreams());

    @ParameterizedTest
    @CsvSource({"11000000, 17", "ffffff00, 16777215", "00000001, 16777216", "ffffff7f, 2147483647", "ffffffff, -1"})
    @DisplayName("R-071, R-155: media and data with a stream ID above those given out is ignored and counted")
    void ignoresMediaOfStreamsThatNeverWere(String littleEndian, int streamId) {
        for (String typeId : List.of("08", "09", "12")) {
            Bytes chunk = Bytes.hex("04 000000 000001" + typeId + littleEndian + "AA");
            List<SessionEvent> events = new ArrayList<>();
            new ChunkReader().read(chunk.asByteBuffer(), message -> events.addAll(client.session.on(message)));
            assertThat(events).containsExactly(new MediaIgnored(streamId));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 0xFFFFFF, 0x1000000, Integer.MAX_VALUE, -1})
    @DisplayName("R-071: commands there are refused, and make no stream")
    void refusesCommandsOnStreamsThatNeverWere(int streamId) {
        assertThat(client.call(streamId, "publish", 0, "cam"))
                .containsExactly(
                        Client.status(streamId, StatusCode.PUBLISH_BAD_NAME, "publish on unknown stream " + streamId));
        assertThat(client.session.acceptPublish(streamId)).isEmpty();
    }

    @Test
    @DisplayName("R-071, R-127: the highest stream ID given out is the number of streams allowed")
    void givesOutNoIdAboveTheLimit() {
        int most = SessionSettings.DEFAULT.maxStreams();
        for (int streamId = most; streamId >= 1; streamId--) {
            client.call(0, "deleteStream", 0, streamId);
            assertThat(client.call(0, "createStream", 9)).containsExactly(Client.result(9, streamId));
        }
        assertThat(client.call(0, "createStream", 9))
                .containsExactly(Client.error(
                        9, StatusCode.CALL_FAILED, "already " + most + " streams (expected: <= " + most + ")"));
    }
}
