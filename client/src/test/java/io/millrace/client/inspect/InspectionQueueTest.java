package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class InspectionQueueTest {
    private static final Bytes MEGABYTE = Bytes.utf8("x".repeat(1 << 20)); // not RTMP: as fast as can be

    @TempDir
    Path folder;

    static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("the pipe is closed"),
                new OutOfMemoryError("for a test"),
                new StackOverflowError());
    }

    private static InspectionQueue queue(Consumer<Event> out) {
        return new InspectionQueue(InspectOptions.DEFAULT, "host", out);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverFailsNothingIsKeptAnyMoreAndTheEndComes(Throwable failure) {
        var queue = queue(event -> InspectionQueueTest.<RuntimeException>raise(failure));
        queue.opened(1, "client", "server");
        await().atMost(Duration.ofMinutes(1)).until(() -> queue.failure() != null);
        for (int i = 0; i < 20; i++) {
            queue.add(1, Direction.TO_SERVER, MEGABYTE);
        }
        assertThat(queue.isFull()).isFalse();
        queue.opened(2, "client", "server");
        queue.close();
        assertThat(queue.failure()).isSameAs(failure);
        assertThat(queue.result()).isEqualTo(InspectResult.NONE);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // what a lambda may not declare is thrown all the same
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void isFullWhileItsLinesAreNotTaken() throws Exception {
        var taken = new CountDownLatch(1);
        var queue = queue(event -> {
            try {
                taken.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        queue.opened(1, "client", "server");
        for (int bytes = 0; bytes < InspectionQueue.MAX_BYTES; bytes += MEGABYTE.length()) {
            assertThat(queue.isFull()).isFalse();
            queue.add(1, Direction.TO_SERVER, MEGABYTE);
        }
        assertThat(queue.isFull()).isTrue();
        taken.countDown();
        queue.close();
        assertThat(queue.isFull()).isFalse();
        assertThat(queue.result().unexplainedBytes()).isEqualTo(InspectionQueue.MAX_BYTES);
    }

    @Test
    void filesEndWithWhatTheyHaveWhenLinesCanNoLongerBeShown() throws Exception {
        Session session = Session.publishing().video(0, Session.AVC_HEADER).video(40, Session.AVC_KEY_FRAME);
        var queue = new InspectionQueue(
                new InspectOptions(Detail.MESSAGES, false, false, false, Optional.of(folder)), "host", event -> {
                    if (event.title().startsWith("Video") && !event.title().contains("header")) {
                        throw new StackOverflowError();
                    }
                });
        queue.opened(1, "client", "server");
        session.pieces().forEach(piece -> queue.add(1, piece.direction(), piece.bytes()));
        queue.close();
        assertThat(queue.failure()).isInstanceOf(StackOverflowError.class);
        try (var files = Files.list(folder)) {
            assertThat(files).singleElement().satisfies(file -> assertThat(file).isNotEmptyFile());
        }
    }
}
