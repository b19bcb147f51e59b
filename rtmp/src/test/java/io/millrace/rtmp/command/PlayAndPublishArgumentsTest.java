package io.millrace.rtmp.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayAndPublishArgumentsTest {

    @ParameterizedTest
    @CsvSource({
        "-2, -2", // GStreamer
        "-2000, -2", // FFmpeg
        "-1, -1",
        "-1000, -1", // FFmpeg with rtmp_live=live, rtmpdump --live
        "-1500, -2",
        "-Infinity, -2",
        "NaN, -2",
        "0, 0", // rtmpdump
        "1500.7, 1500",
        "Infinity, 9223372036854775807"
    })
    @DisplayName("IP-50: start is -1 or -1000 for live, another negative for any, else milliseconds")
    void readsStart(double start, long millis) {
        assertThat(PlayRange.of(new AmfNumber(start), new AmfUndefined()).startMillis())
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "-1000, -1", "-5, -1", "NaN, -1", "0, 0", "2000, 2000"})
    @DisplayName("IP-50: duration is milliseconds, 0 for one frame, any negative for all")
    void readsDuration(double duration, long millis) {
        assertThat(PlayRange.of(new AmfNumber(-2), new AmfNumber(duration)).durationMillis())
                .isEqualTo(millis);
    }

    @Test
    @DisplayName("IP-50: start and duration that are missing or no numbers take their defaults")
    void defaultsOfPlay() {
        var all = new PlayRange(PlayRange.ANY, PlayRange.TO_END);
        assertThat(PlayRange.of(new AmfUndefined(), new AmfUndefined())).isEqualTo(all);
        assertThat(PlayRange.of(new AmfNull(), new AmfString("x"))).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"live, LIVE", "record, RECORD", "append, APPEND", "RECORD, RECORD", "other, LIVE", "'', LIVE"})
    @DisplayName("R-141: a publish type that is unknown means live")
    void readsPublishType(String sent, PublishType type) {
        assertThat(PublishType.of(new AmfString(sent))).isEqualTo(type);
    }

    @Test
    @DisplayName("R-141: a publish type that is missing means live")
    void defaultOfPublish() {
        assertThat(PublishType.of(new AmfUndefined())).isEqualTo(PublishType.LIVE);
    }
}
