package io.millrace.server.vod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.config.ServerConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadThreadsTest {
    private final ReadThreads threads = new ReadThreads(
            ServerConfig.defaults().with("recordings.read-threads", "3").recordings());
    private final CountDownLatch diskAnswers = new CountDownLatch(1);

    @AfterEach
    void close() {
        diskAnswers.countDown();
        threads.close();
    }

    private CompletableFuture<Thread> readThatHangs() {
        var begun = new CompletableFuture<Thread>();
        threads.execute(() -> {
            begun.complete(Thread.currentThread());
            try {
                diskAnswers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return begun;
    }

    @Test
    void readsThatHangHoldAThreadEachAndNoMore() {
        Thread first = readThatHangs().join();
        Thread second = readThatHangs().join();
        assertThat(first).isNotEqualTo(second);
        assertThat(first.isVirtual()).as("a virtual one would hold a carrier").isFalse();
        for (int i = 0; i < 100; i++) {
            CompletableFuture.runAsync(() -> {}, threads).join();
        }

        readThatHangs().join();
        CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {}, threads);
        assertThat(waits).isNotDone();
        diskAnswers.countDown();
        waits.join();
    }

    @Test
    void whatWasBegunIsDoneAndNothingMoreIsTaken() {
        readThatHangs().join();
        CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {}, threads);
        threads.close();
        diskAnswers.countDown();

        waits.join();
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
