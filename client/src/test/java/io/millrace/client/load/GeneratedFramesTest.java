package io.millrace.client.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.TrackHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GeneratedFramesTest {
    private static final long LOAD = 42;
    private static final long NOW = 1_000_000_007;

    private static GeneratedFrames frames(int gopFrames, boolean audio) {
        return new GeneratedFrames(new LoadMedia.Generated(2_500_000, 30, gopFrames, audio), LOAD);
    }

    private static List<MediaFrame> until(FrameSupply supply, long millis) {
        var all = new ArrayList<MediaFrame>();
        for (MediaFrame frame = supply.next(millis, NOW); frame != null; frame = supply.next(millis, NOW)) {
            all.add(frame);
        }
        return all;
    }

    private static Stamp stamp(MediaFrame frame) {
        return Objects.requireNonNull(Stamp.of(frame, LOAD));
    }

    @Test
    void sequenceHeadersComeFirst() {
        List<MediaFrame> all = until(frames(60, true), 0);

        assertThat(all)
                .extracting(MediaFrame::kind)
                .containsExactly(MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.VIDEO, MediaKind.AUDIO);
        assertThat(all.subList(0, 2)).allMatch(TrackHeaders::isHeader);
        assertThat(all.get(2).isKeyFrameOf(Track.VIDEO_0)).isTrue();
        assertThat(all.get(3).holds(PacketType.CODED_FRAMES)).isTrue();
    }

    @Test
    void bitRateIsThatAskedFor() {
        List<MediaFrame> tenSeconds = until(frames(60, true), 9_999);

        long bits = tenSeconds.stream()
                .mapToLong(frame -> frame.body().length() * 8L)
                .sum();
        assertThat(bits).isBetween(24_900_000L, 25_100_000L);
    }

    @Test
    void keyFramesComeWithEachGop() {
        List<MediaFrame> video = until(frames(15, false), 1_999);

        assertThat(video.stream().filter(frame -> frame.isKeyFrameOf(Track.VIDEO_0)))
                .extracting(MediaFrame::dtsMillis)
                .containsExactly(0L, 500L, 1000L, 1500L);
    }

    @Test
    void timesNeverGoBackAndNothingComesBeforeItIsDue() {
        GeneratedFrames frames = frames(60, true);

        List<MediaFrame> all = until(frames, 1000);

        assertThat(all).extracting(MediaFrame::dtsMillis).isSorted().allMatch(millis -> millis <= 1000);
        assertThat(frames.wakeMillis()).isEqualTo(1033);
        assertThat(frames.next(1001, NOW)).isNull();
    }

    @Test
    void framesTellTheirNumberAndWhenTheyWereSent() {
        List<MediaFrame> frames = until(frames(60, true), 500);
        List<MediaFrame> coded =
                frames.stream().filter(frame -> !TrackHeaders.isHeader(frame)).toList();

        assertThat(coded.stream().filter(frame -> frame.kind() == MediaKind.VIDEO))
                .extracting(frame -> stamp(frame).sequence())
                .startsWith(0L, 1L, 2L)
                .hasSize(16);
        assertThat(coded.stream().filter(frame -> frame.kind() == MediaKind.AUDIO))
                .extracting(frame -> stamp(frame).sequence())
                .startsWith(0L, 1L, 2L)
                .hasSize(24);
        assertThat(coded).allMatch(frame -> stamp(frame).sentNanos() == NOW);
    }

    @Test
    void headersAndOtherLoadsHaveNoStamp() {
        List<MediaFrame> frames = until(frames(60, true), 0);

        assertThat(Stamp.of(frames.get(0), LOAD)).isNull();
        assertThat(Stamp.of(frames.get(1), LOAD)).isNull();
        assertThat(Stamp.of(frames.get(2), LOAD + 1)).isNull();
    }

    @Test
    void theSmallestFramesHaveRoomForTheStamp() {
        var frames = new GeneratedFrames(new LoadMedia.Generated(128_000, 240, 10_000, true), LOAD);

        assertThat(until(frames, 1000).stream().filter(frame -> !TrackHeaders.isHeader(frame)))
                .isNotEmpty()
                .allMatch(frame -> Stamp.of(frame, LOAD) != null);
    }

    @Test
    void whoIsLateGoesOnAtTheNextKeyFrameWithoutAGapInTheNumbers() {
        GeneratedFrames frames = frames(30, true);
        List<MediaFrame> before = until(frames, 100);
        long lastVideo = before.stream()
                .filter(frame -> frame.kind() == MediaKind.VIDEO && !TrackHeaders.isHeader(frame))
                .mapToLong(frame -> stamp(frame).sequence())
                .max()
                .orElseThrow();

        int left = frames.skipTo(4100);
        List<MediaFrame> after = until(frames, 5000);

        assertThat(left).isEqualTo((150 - 4) + (235 - 5)); // up to 5 s, of 30 and of 46.9 frames a second
        MediaFrame first = after.getFirst();
        assertThat(first.dtsMillis()).isEqualTo(5000);
        assertThat(first.isKeyFrameOf(Track.VIDEO_0)).isTrue();
        assertThat(stamp(first).sequence()).isEqualTo(lastVideo + 1);
    }

    @Test
    void anotherConnectionGetsTheHeadersAgain() {
        GeneratedFrames frames = frames(60, true);
        until(frames, 1000);

        frames.restart();

        assertThat(until(frames, 1000)).hasSize(2).allMatch(TrackHeaders::isHeader);
    }
}
