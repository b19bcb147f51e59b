package io.millrace.hub;

import static io.millrace.media.MediaKind.AUDIO;
import static io.millrace.media.MediaKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private final AtomicInteger breaks = new AtomicInteger();

    private Timeline first() {
        return new Timeline(-1, breaks::incrementAndGet);
    }

    @Test
    void publishersClockIsKept() {
        Timeline timeline = first();
        assertThat(timeline.at(VIDEO, 3_600_000)).isEqualTo(3_600_000);
        assertThat(timeline.at(AUDIO, 3_599_990)).isEqualTo(3_599_990);
        assertThat(timeline.at(VIDEO, 3_600_040)).isEqualTo(3_600_040);
    }

    @Test
    @DisplayName("R-072: time goes on over the wrap at 2^32")
    void wrapIsUnwrapped() {
        Timeline timeline = first();
        assertThat(timeline.at(VIDEO, 0xFFFF_FFF0)).isEqualTo(0xFFFF_FFF0L);
        assertThat(timeline.at(AUDIO, 0xFFFF_FFF8)).isEqualTo(0xFFFF_FFF8L);
        assertThat(timeline.at(VIDEO, 0x18)).isEqualTo(0x1_0000_0018L);
        assertThat(timeline.at(AUDIO, 0x20)).isEqualTo(0x1_0000_0020L);
    }

    @Test
    @DisplayName("IP-27: a wrap at 2^31 is joined")
    void wrapAtHalfTheRangeIsJoined() {
        Timeline timeline = first();
        assertThat(timeline.at(VIDEO, 0x7FFF_FFF0)).isEqualTo(0x7FFF_FFF0L);
        assertThat(timeline.at(AUDIO, 0x7FFF_FFF4)).isEqualTo(0x7FFF_FFF4L);
        assertThat(timeline.at(VIDEO, 8)).isEqualTo(0x7FFF_FFF4L);
        assertThat(timeline.at(AUDIO, 12)).isEqualTo(0x7FFF_FFF8L);
        assertThat(timeline.at(VIDEO, 48)).isEqualTo(0x7FFF_FFF4L + 40);
        assertThat(breaks).hasValue(1);
    }

    @Test
    @DisplayName("IP-26: audio and video may run seconds apart, and small steps back are theirs")
    void kindsAreFollowedApart() {
        Timeline timeline = first();
        assertThat(timeline.at(VIDEO, 8000)).isEqualTo(8000);
        assertThat(timeline.at(AUDIO, 2000)).isEqualTo(2000);
        assertThat(timeline.at(AUDIO, 1500)).isEqualTo(1500);
        assertThat(timeline.at(VIDEO, 7960)).isEqualTo(7960);
        assertThat(breaks).hasValue(0);
    }

    @Test
    @DisplayName("IP-26: a leap of more than ten seconds is joined, and the other kind keeps step")
    void leapIsJoined() {
        Timeline timeline = first();
        timeline.at(VIDEO, 1000);
        timeline.at(AUDIO, 1010);
        assertThat(timeline.at(VIDEO, 500_000)).isEqualTo(1010);
        assertThat(timeline.at(AUDIO, 500_020)).isEqualTo(1030);
        assertThat(timeline.at(VIDEO, 500_040)).isEqualTo(1050);
    }

    @Test
    @DisplayName("IP-26: a header's own timestamp does not count")
    void headersTakeTheTimeOfTheStream() {
        Timeline timeline = first();
        assertThat(timeline.now(7)).isEqualTo(7);
        timeline.at(VIDEO, 5000);
        assertThat(timeline.now(0)).isEqualTo(5000);
    }

    @Test
    void successorGoesOnWhereTheLogStands() {
        Timeline restarted = new Timeline(5000, breaks::incrementAndGet);
        assertThat(restarted.now(0)).isEqualTo(5000);
        assertThat(restarted.at(VIDEO, 0)).isEqualTo(5000);
        assertThat(restarted.at(AUDIO, 10)).isEqualTo(5010);
        Timeline sameClock = new Timeline(5000, breaks::incrementAndGet);
        assertThat(sameClock.at(VIDEO, 6000)).isEqualTo(6000);
    }
}
