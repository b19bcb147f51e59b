package io.millrace.server.httpflv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.FlvTag;
import io.millrace.flv.MessageForm;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.HeapOutput;
import io.millrace.hub.LogEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FlvFrameEncoderTest {
    /** A frame of HEVC without composition time, and colour information (a packet of type 4). */
    private static final Bytes HEVC_FRAME = Bytes.hex("93 68766331 000102".replace(" ", ""));

    private static final Bytes COLOR_INFO =
            Bytes.hex("94 68766331 02 0009".replace(" ", "") + "636f6c6f72496e666f" + "03000009");

    /** A channel map of Opus (a packet of type 4): native order, two channels, front left and right. */
    private static final Bytes CHANNELS = Bytes.hex("94 4f707573 01 02 00000003".replace(" ", ""));

    @ParameterizedTest
    @CsvSource({"0", "40", "16777216", "2147483648", "4294967295"})
    @DisplayName(
            "F-02: a tag has its type, length and time, the upper byte of which comes last, and its size behind it")
    void tagsAreThoseOfFlv(long dtsMillis) {
        var out = new HeapOutput();
        encoder(false).encode(new LogEntry.Frame(video(HEVC_FRAME, dtsMillis)), dtsMillis, out);
        ByteBuffer bytes = out.take();
        assertThat(bytes.remaining()).isEqualTo(11 + HEVC_FRAME.length() + 4);
        assertThat(bytes.get(0)).isEqualTo((byte) FlvTag.VIDEO);
        assertThat(bytes.getInt(0) & 0xFF_FFFF).isEqualTo(HEVC_FRAME.length());
        assertThat((bytes.getInt(4) >>> 8) | (bytes.get(7) & 0xFF) << 24).isEqualTo((int) dtsMillis);
        assertThat(bytes.getInt(11 + HEVC_FRAME.length())).isEqualTo(11 + HEVC_FRAME.length());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void compatLeavesOutWhatMpegtsDoesNotRead(boolean compat) {
        for (MediaFrame frame : List.of(video(COLOR_INFO, 0), audio(CHANNELS))) {
            var out = new HeapOutput();
            encoder(compat).encode(new LogEntry.Frame(frame), 0, out);
            assertThat(out.length() == 0).as(frame.kind().name()).isEqualTo(compat);
        }
        var out = new HeapOutput();
        encoder(compat).encode(new LogEntry.Frame(video(HEVC_FRAME, 0)), 0, out);
        assertThat(out.length()).isPositive();
    }

    private static FlvFrameEncoder encoder(boolean compat) {
        return new FlvFrameEncoder(new FlvForm(MessageForm.PLAIN, MessageForm.PLAIN, compat));
    }

    private static MediaFrame video(Bytes body, long dtsMillis) {
        return new MediaFrame(MediaKind.VIDEO, dtsMillis, body, VideoTagCodec.decode(body));
    }

    private static MediaFrame audio(Bytes body) {
        return new MediaFrame(MediaKind.AUDIO, 0, body, AudioTagCodec.decode(body));
    }
}
