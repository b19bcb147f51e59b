package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SettlingTest {
    private static final long SECOND = 1_000_000_000;
    private static final List<Track> NONE = List.of();
    private static final List<Track> VIDEO = List.of(Track.VIDEO_0);
    private static final List<Track> BOTH = List.of(Track.VIDEO_0, Track.AUDIO_0);

    @Test
    void picturesAndSoundAreAll() {
        assertThat(new Settling(NONE, 0).isOver(true, BOTH, 0)).isTrue();
    }

    @Test
    void oneKindAloneIsGivenASecond() {
        var settling = new Settling(NONE, 0);
        assertThat(settling.isOver(false, NONE, 3 * SECOND)).isFalse();
        assertThat(settling.isOver(true, VIDEO, 4 * SECOND)).isFalse();
        assertThat(settling.isOver(true, VIDEO, 5 * SECOND)).isTrue();
    }

    @Test
    void whoReturnsShowsTheTracksOfBefore() {
        List<Track> before = List.of(Track.VIDEO_0, new Track(MediaKind.VIDEO, 1), Track.AUDIO_0);
        var settling = new Settling(before, 0);
        assertThat(settling.isOver(true, BOTH, 0)).isFalse();
        assertThat(settling.isOver(true, before, 1)).isTrue();
        assertThat(new Settling(VIDEO, 0).isOver(true, VIDEO, 0)).isTrue();
    }

    @Test
    void nobodyIsWaitedForForEver() {
        var settling = new Settling(NONE, 0);
        assertThat(settling.isOver(false, NONE, 10 * SECOND - 1)).isFalse();
        assertThat(settling.isOver(false, NONE, 10 * SECOND)).isTrue();
    }
}
