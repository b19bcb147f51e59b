package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PacketsTest {
    private static final Packets PUBLISHED = Packets.parse(List.of(
            "packet|stream_index=0|pts=N/A|dts=N/A|size=0|flags=K__|data_hash=MD5:0",
            "packet|stream_index=1|pts=0|dts=0|size=100|flags=K__|data_hash=MD5:a",
            "packet|stream_index=0|pts=5|dts=5|size=10|flags=K__|data_hash=MD5:b",
            "packet|stream_index=1|pts=120|dts=40|size=50|flags=___|data_hash=MD5:c",
            "packet|stream_index=1|pts=80|dts=80|size=100|flags=K__|data_hash=MD5:d",
            "packet|stream_index=0|pts=85|dts=85|size=10|flags=K__|data_hash=MD5:e",
            "stream|index=0|codec_name=aac|codec_type=audio",
            "stream|index=1|codec_name=h264|codec_type=video"));

    @Test
    void namesTracksByKindAndNotByTheOrderFfmpegMetThem() {
        assertThat(PUBLISHED.list())
                .first()
                .isEqualTo(new Packets.Packet("video0:h264", "0", "0", "K__", 100, "MD5:a"));
    }

    @Test
    void leavesOutPacketsWithoutData() {
        assertThat(PUBLISHED.list()).hasSize(5);
        assertThat(PUBLISHED.hashes("audio0:aac")).containsExactly("MD5:b", "MD5:e");
    }

    @Test
    void aLateJoinerMayStartAtAnyKeyFrameAndMissNothingAfterIt() {
        var fromSecondKeyFrame = new Packets(PUBLISHED.list().subList(3, 5));
        assertThatCode(() -> PUBLISHED.assertReceivedFromKeyFrame(fromSecondKeyFrame))
                .doesNotThrowAnyException();
    }

    @Test
    void aLateJoinerThatStartsElsewhereOrMissesAPacketIsReported() {
        var fromInterFrame = new Packets(PUBLISHED.list().subList(2, 5));
        var withoutTheLast = new Packets(PUBLISHED.list().subList(3, 4));
        assertThatThrownBy(() -> PUBLISHED.assertReceivedFromKeyFrame(fromInterFrame))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected: a published video key frame");
        assertThatThrownBy(() -> PUBLISHED.assertReceivedFromKeyFrame(withoutTheLast))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("equal up to number 1");
    }
}
