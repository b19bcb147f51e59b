package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of those who ask for a file while the disk gives no answer: tasks for it are run by the test, or not. */
final class StreamOpenerTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Hub hub = new Hub(HubSettings.defaults(), () -> 0);
    private final Recordings recordings = new Recordings().with("film", 3000);
    private final Queue<Runnable> disk = new ArrayDeque<>();

    private StreamOpener opener(int maxOpening, Duration maxTime) {
        return new StreamOpener(hub, recordings, disk::add, maxOpening, maxTime);
    }

    private static PlaylistItem film(long startMillis) {
        return new PlaylistItem(path(), new PlayRange(startMillis, PlayRange.TO_END));
    }

    private static StreamPath path() {
        return StreamPath.of("live", "rtmp://127.0.0.1/live", "film");
    }

    private static CompletableFuture<Opened> open(StreamOpener opener, long startMillis) {
        return opener.open(film(startMillis)).toCompletableFuture();
    }

    @Test
    @DisplayName("R-144: who can wait for a publisher does so when the disk gives no answer, others are refused")
    void noAnswer() {
        StreamOpener opener = opener(10, Duration.ofMillis(1));

        assertThat(open(opener, PlayRange.ANY).join()).isInstanceOf(Opened.Live.class);
        assertThat(open(opener, 0).join())
                .isInstanceOfSatisfying(
                        Opened.Missing.class,
                        missing -> assertThat(missing.refusal().code()).isEqualTo(StatusCode.PLAY_FAILED));
        assertThat(opener.lengthSeconds(path()).toCompletableFuture().join()).isZero();
    }

    @Test
    void noMoreThanSoManyWaitForTheDisk() {
        StreamOpener opener = opener(2, LONG);
        CompletableFuture<Opened> first = open(opener, 0);
        CompletableFuture<Opened> second = open(opener, 0);

        assertThat(open(opener, 0).join()).isInstanceOf(Opened.Missing.class);
        assertThat(open(opener, PlayRange.LIVE).join()).isInstanceOf(Opened.Live.class);
        assertThat(disk).hasSize(2);
        disk.remove().run();
        assertThat(first.join()).isInstanceOf(Opened.Recorded.class);
        assertThat(open(opener, 0)).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    @DisplayName("R-144: as the server ends, what asks for a file is refused; however many ask, each is answered")
    void refusesAsTheServerEnds() {
        Executor ended = task -> {
            throw new RejectedExecutionException("the server ends");
        };
        var opener = new StreamOpener(hub, recordings, ended, 1, LONG);
        for (int i = 0; i < 3; i++) {
            assertThat(open(opener, 0).join()).isInstanceOf(Opened.Missing.class);
            assertThat(open(opener, PlayRange.ANY).join()).isInstanceOf(Opened.Live.class);
        }
    }

    @Test
    void whatIsOpenedTooLateIsClosed() {
        StreamOpener opener = opener(10, Duration.ofMillis(1));
        CompletableFuture<Opened> late = open(opener, 0);
        assertThat(late.join()).isInstanceOf(Opened.Missing.class);
        disk.remove().run();
        assertThat(recordings.open).isOne();
        disk.remove().run();
        assertThat(recordings.open).isZero();
    }
}
