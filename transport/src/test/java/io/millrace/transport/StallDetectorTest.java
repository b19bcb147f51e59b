package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class StallDetectorTest {
    /** Where the clock starts; System.nanoTime may be anything. */
    private static final long START_SECONDS = -1_000_000;

    private final StallDetector detector = new StallDetector(Duration.ofSeconds(10), seconds(0));

    @Test
    void peerThatTakesNothingIsStalledAfterTheLimit() {
        detector.queued(100);
        assertThat(complaint(10, 100)).isNull();
        assertThat(complaint(11, 100)).isEqualTo("took nothing for 10 s");
    }

    @Test
    void peerThatTakesAByteNowAndThenIsNot() {
        detector.queued(100);
        for (int i = 1; i < 100; i++) {
            assertThat(complaint(10 * i, 100 - i)).isNull();
        }
        assertThat(complaint(1001, 1)).isEqualTo("took nothing for 10 s");
    }

    @Test
    void peerThatAsksForMoreAndTakesNothingIsStalled() {
        for (int second = 1; second <= 10; second++) {
            detector.queued(100);
            assertThat(complaint(second, 100 * second)).isNull();
        }
        detector.queued(100);
        assertThat(complaint(11, 1100)).isEqualTo("took nothing for 10 s");
    }

    @Test
    void peerThatTakesAsMuchAsIsQueuedIsNot() {
        detector.queued(100);
        for (int second = 1; second < 100; second++) {
            assertThat(complaint(second, 100)).isNull();
            detector.queued(7); // and 7 others leave
        }
    }

    @Test
    void peerThatWasSentNothingForLongHasItsTimeFromThenOn() {
        assertThat(complaint(1000, 0)).isNull();
        detector.queued(100);
        assertThat(complaint(1010, 100)).isNull();
        assertThat(complaint(1011, 100)).isEqualTo("took nothing for 10 s");
    }

    @Test
    void onePieceMayHoldMemoryThatNobodyElseNeedsForAsLongAndNoLonger() {
        detector.queued(1000);
        for (int second = 1; second <= 100; second++) {
            assertThat(complaint(second, 1000 - second)).isNull();
        }
        for (int second = 101; second <= 110; second++) {
            assertThat(outdated(second, 1000 - second)).isNull();
        }
        assertThat(outdated(111, 1000 - 111)).isEqualTo("took one write longer than 10 s");
    }

    @Test
    void eachPieceHasItsOwnTimeForThat() {
        detector.queued(1000);
        for (int second = 1; second <= 100; second++) {
            if (second % 10 == 0) {
                detector.pieceStarted();
            }
            assertThat(outdated(second, 1000 - second)).isNull();
        }
    }

    @Test
    @DisplayName("R-054: a peer that media is held back for has to acknowledge, or it is stalled")
    void peerThatAcknowledgesNothingIsStalled() {
        assertThat(complaint(100, 0)).isNull();
        assertThat(held(110)).isNull();
        assertThat(held(111)).isEqualTo("acknowledged nothing for 10 s");
    }

    @Test
    void peerThatAcknowledgesALittleNowAndThenIsNot() {
        for (int second = 10; second <= 100; second += 10) {
            detector.acknowledged();
            assertThat(held(second)).isNull();
        }
        assertThat(held(111)).isEqualTo("acknowledged nothing for 10 s");
    }

    private String held(long second) {
        return detector.complaint(seconds(second), 0, false, true);
    }

    private String complaint(long second, long unsentBytes) {
        return detector.complaint(seconds(second), unsentBytes, false, false);
    }

    private String outdated(long second, long unsentBytes) {
        return detector.complaint(seconds(second), unsentBytes, true, false);
    }

    private static long seconds(long second) {
        return TimeUnit.SECONDS.toNanos(START_SECONDS + second);
    }
}
