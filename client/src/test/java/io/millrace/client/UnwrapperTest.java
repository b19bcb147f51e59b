package io.millrace.client;

import static io.millrace.media.MediaKind.AUDIO;
import static io.millrace.media.MediaKind.DATA;
import static io.millrace.media.MediaKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class UnwrapperTest {
    private final Unwrapper times = new Unwrapper();

    @Test
    @DisplayName("R-073: times go on when 32 bits are full")
    void goesOnWhenTimestampsWrap() {
        assertThat(times.at(VIDEO, 0xFFFF_FFF0)).isEqualTo(0xFFFF_FFF0L);
        assertThat(times.at(AUDIO, 0xFFFF_FFFF)).isEqualTo(0xFFFF_FFFFL);
        assertThat(times.at(VIDEO, 24)).isEqualTo(0x1_0000_0018L);
        assertThat(times.at(AUDIO, 0xFFFF_FFFE)).isEqualTo(0xFFFF_FFFEL); // it may run behind
    }

    @Test
    @DisplayName("IP-26: data messages without a time do not move the others")
    void dataDoesNotMoveTheOthers() {
        assertThat(times.at(DATA, 0)).isZero();
        assertThat(times.at(VIDEO, 0xF000_0000)).isEqualTo(0xF000_0000L);
        times.at(DATA, 0);
        assertThat(times.at(VIDEO, 0xF000_0028)).isEqualTo(0xF000_0028L);
    }

    @Test
    void neverBelowZero() {
        times.at(VIDEO, 10);
        assertThat(times.at(VIDEO, -10)).isZero();
    }
}
