package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class OutgoingFramesTest {
    private static final int LARGE = 1 << 20;

    /** Bytes in which so many of these frames have room. */
    private static final int ONE = 140;

    private static final int TWO = 2 * ONE;

    private final List<RtmpException> overflows = new ArrayList<>();
    private final Object first = new Object();
    private final Object second = new Object();

    @Test
    void firstConnectionGetsAllThereIsInOrder() {
        var frames = queue(LARGE, Overflow.BLOCK);
        List<MediaFrame> written =
                List.of(Pictures.metadata(), Pictures.inter(0), Pictures.sound(10), Pictures.key(40));
        written.forEach(frames::put);
        assertThat(all(frames, first)).isEmpty(); // not its turn yet
        frames.turnTo(first);
        assertThat(all(frames, first)).isEqualTo(written);
        assertThat(frames.waitingBytes()).isZero();
    }

    @Test
    @DisplayName("a connection after another begins with metadata, headers and a key frame, all at that frame's time")
    void laterConnectionBeginsAtAKeyFrame() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        MediaFrame header = Pictures.videoHeader(1);
        List.of(Pictures.metadata(), header, Pictures.audioHeader(), Pictures.key(0))
                .forEach(frames::put);
        assertThat(all(frames, first)).hasSize(4);

        List.of(Pictures.inter(40), Pictures.sound(45), Pictures.key(80), Pictures.inter(120))
                .forEach(frames::put);
        frames.turnTo(second);
        assertThat(all(frames, first)).isEmpty();
        assertThat(all(frames, second))
                .containsExactly(
                        Pictures.metadata().at(80),
                        header.at(80),
                        Pictures.audioHeader().at(80),
                        Pictures.key(80),
                        Pictures.inter(120));
        assertThat(frames.dropped()).isEqualTo(2);
    }

    @Test
    void headersThatCameWhileThereWasNoConnectionAreThoseThatCount() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        List.of(Pictures.videoHeader(1), Pictures.key(0)).forEach(frames::put);
        all(frames, first);
        List.of(Pictures.inter(40), Pictures.videoHeader(2), Pictures.key(80)).forEach(frames::put);
        frames.turnTo(second);
        assertThat(all(frames, second)).containsExactly(Pictures.videoHeader(2).at(80), Pictures.key(80));
    }

    @Test
    void soundAloneGoesOnAnywhere() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        List.of(Pictures.audioHeader(), Pictures.sound(0)).forEach(frames::put);
        all(frames, first);
        frames.put(Pictures.sound(20));
        frames.turnTo(second);
        assertThat(all(frames, second)).containsExactly(Pictures.audioHeader().at(20), Pictures.sound(20));
        assertThat(frames.dropped()).isZero();
    }

    @Test
    @DisplayName("ER-044: the next connection takes over at a key frame, and until then the old one goes on")
    void nextConnectionTakesOverAtAKeyFrame() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        List.of(Pictures.videoHeader(1), Pictures.key(0)).forEach(frames::put);
        all(frames, first);
        frames.turnAtKeyFrameTo(second);
        List.of(Pictures.inter(40), Pictures.sound(50), Pictures.key(80), Pictures.inter(120))
                .forEach(frames::put);
        assertThat(all(frames, second)).isEmpty();
        assertThat(all(frames, first)).containsExactly(Pictures.inter(40), Pictures.sound(50));
        assertThat(frames.isTurnOf(second)).isTrue();
        assertThat(all(frames, second))
                .containsExactly(Pictures.videoHeader(1).at(80), Pictures.key(80), Pictures.inter(120));
        assertThat(frames.dropped()).isZero();
    }

    @Test
    void oldConnectionCanKeepItsTurn() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        frames.turnAtKeyFrameTo(second);
        frames.turnTo(first);
        List.of(Pictures.inter(0), Pictures.key(40)).forEach(frames::put);
        assertThat(all(frames, first)).hasSize(2);
    }

    @Test
    void writersWaitForRoomInTheOrderTheyCame() {
        var frames = queue(TWO, Overflow.BLOCK);
        frames.turnTo(first);
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int millis = 0; millis < 200; millis += 40) {
            written.add(frames.put(Pictures.key(millis)));
        }
        assertThat(written.get(1)).isCompleted();
        assertThat(written.get(2)).isNotDone();
        List<MediaFrame> sent = all(frames, first);
        assertThat(sent).extracting(MediaFrame::dtsMillis).containsExactly(0L, 40L, 80L, 120L, 160L);
        written.forEach(CompletableFuture::join);
        assertThat(frames.dropped()).isZero();
    }

    @Test
    void frameLargerThanTheQueueGoesThroughAlone() {
        var frames = queue(ONE, Overflow.BLOCK);
        frames.turnTo(first);
        assertThat(frames.put(Pictures.key(0))).isCompleted();
        assertThat(frames.put(Pictures.key(40))).isNotDone();
        assertThat(all(frames, first)).hasSize(2);
    }

    @Test
    void writesThatNobodyWaitsForFailBeforeTheyTakeAllMemory() {
        var frames = queue(ONE, Overflow.BLOCK);
        frames.turnTo(first);
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 100; i++) {
            last = frames.put(Pictures.key(i));
        }
        assertThat(last).isCompletedExceptionally();
        assertThat(all(frames, first)).hasSizeBetween(64, 66);
    }

    @Test
    void withDropAllThatWaitsGoesAndAllUpToTheNextKeyFrame() {
        var frames = queue(TWO, Overflow.DROP);
        frames.turnTo(first);
        List.of(Pictures.videoHeader(1), Pictures.key(0), Pictures.inter(40), Pictures.inter(80), Pictures.key(120))
                .forEach(frame -> assertThat(frames.put(frame)).isCompleted());
        assertThat(all(frames, first)).containsExactly(Pictures.videoHeader(1).at(120), Pictures.key(120));
        assertThat(frames.dropped()).isEqualTo(3);
    }

    @Test
    void withDropWhoComesAfterAWhileBeginsWithTheNewestKeyFrame() {
        var frames = queue(LARGE, Overflow.DROP);
        List.of(Pictures.videoHeader(1), Pictures.key(0), Pictures.inter(40), Pictures.key(80), Pictures.inter(120))
                .forEach(frames::put);
        frames.turnTo(first);
        assertThat(all(frames, first))
                .containsExactly(Pictures.videoHeader(1).at(80), Pictures.key(80), Pictures.inter(120));
        frames.lost();
        List.of(Pictures.key(160), Pictures.key(200)).forEach(frames::put);
        frames.turnTo(second);
        assertThat(all(frames, second)).containsExactly(Pictures.videoHeader(1).at(200), Pictures.key(200));
    }

    @Test
    void withFailTheFirstFrameTooManyIsTheEnd() {
        var frames = queue(ONE, Overflow.FAIL);
        frames.put(Pictures.key(0));
        CompletableFuture<Void> tooMany = frames.put(Pictures.key(40));
        assertThat(tooMany).isCompletedExceptionally();
        assertThat(Answers.reason(tooMany.exceptionNow()).kind()).isEqualTo(Kind.OVERFLOW);
        assertThat(frames.put(Pictures.key(80))).isCompletedExceptionally();
        assertThat(overflows).hasSize(1);
    }

    @Test
    void framesWithoutABodyTakeRoomToo() {
        var frames = queue(TWO, Overflow.FAIL);
        MediaFrame empty = new MediaFrame(MediaKind.DATA, 0, Bytes.EMPTY, List.of());
        for (int i = 0; i < 10; i++) {
            frames.put(empty);
        }
        assertThat(overflows).hasSize(1);
    }

    @Test
    void withoutAKeyFrameForTenSecondsAnyFrameWillDo() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        List.of(Pictures.videoHeader(1), Pictures.key(0)).forEach(frames::put);
        all(frames, first);
        frames.turnTo(second);
        List.of(Pictures.sound(1000), Pictures.sound(11_000), Pictures.sound(11_020))
                .forEach(frames::put);
        assertThat(all(frames, second)).containsExactly(Pictures.videoHeader(1).at(11_020), Pictures.sound(11_020));
    }

    @Test
    void afterTheEndNothingIsTakenAndTheRestGoesOut() {
        var frames = queue(LARGE, Overflow.BLOCK);
        frames.turnTo(first);
        frames.put(Pictures.key(0));
        frames.finish();
        assertThat(frames.isDone()).isFalse();
        assertThat(frames.put(Pictures.key(40))).isCompletedExceptionally();
        assertThat(all(frames, first)).containsExactly(Pictures.key(0));
        assertThat(frames.isDone()).isTrue();
    }

    @Test
    void failureReachesThoseWhoWait() {
        var frames = queue(ONE, Overflow.BLOCK);
        frames.put(Pictures.key(0));
        CompletableFuture<Void> waits = frames.put(Pictures.key(40));
        frames.fail(new RtmpException(Kind.CLOSED, "gone"));
        assertThat(waits).failsWithin(Duration.ofMinutes(1));
        assertThat(frames.put(Pictures.key(80))).isCompletedExceptionally();
    }

    private OutgoingFrames queue(int maxBytes, Overflow overflow) {
        return new OutgoingFrames(maxBytes, overflow, overflows::add);
    }

    private static List<MediaFrame> all(OutgoingFrames frames, Object who) {
        List<MediaFrame> all = new ArrayList<>();
        for (MediaFrame frame = frames.poll(who); frame != null; frame = frames.poll(who)) {
            all.add(frame);
        }
        return all;
    }
}
