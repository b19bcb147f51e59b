package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the file, whatever happens to it; the stores here write when they are told to. */
class ObjectStoreTest {
    private static final ObjectKey ONE = new ObjectKey("chat/room1", "one");
    private static final ObjectKey TWO = new ObjectKey("chat/room1", "two");

    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private final SharedObjectCounters counters = new SharedObjectCounters();
    private final Map<ObjectKey, Bytes> objects = new ConcurrentHashMap<>();

    @BeforeEach
    void nameFile() {
        file = folder.resolve("shared-objects.mv");
    }

    private ObjectStore store() {
        return store(file, Duration.ofHours(1), objects::get);
    }

    private ObjectStore store(Path path, Duration interval, Function<ObjectKey, @Nullable Bytes> content) {
        return new ObjectStore(path, interval, content, counters, ObjectStore.newWriter());
    }

    private void put(ObjectStore store, ObjectKey key, Bytes content) {
        objects.put(key, content);
        store.changed(key);
    }

    private static Map<ObjectKey, Bytes> load(ObjectStore store) {
        Map<ObjectKey, Bytes> loaded = new HashMap<>();
        store.load(loaded::put);
        return loaded;
    }

    /** What a server finds that starts with {@code path}. */
    private Map<ObjectKey, Bytes> contentOf(Path path) {
        try (var store = store(path, Duration.ofHours(1), objects::get)) {
            return load(store);
        }
    }

    /** The file as it would be, had the process been killed now. */
    private Path asKilled() throws IOException {
        return Files.copy(file, Files.createTempDirectory(folder, "killed").resolve("copy.mv"));
    }

    @Test
    @DisplayName("R-093: what has changed is there after a restart, and nothing is written without a change")
    void restart() {
        try (var store = store()) {
            assertThat(load(store)).isEmpty();
        }
        assertThat(file).doesNotExist();
        try (var store = store()) {
            put(store, ONE, Bytes.of(1));
            put(store, TWO, Bytes.of(2));
        }
        try (var store = store()) {
            assertThat(load(store)).isEqualTo(Map.of(ONE, Bytes.of(1), TWO, Bytes.of(2)));
            put(store, TWO, Bytes.of(3));
        }
        assertThat(contentOf(file)).isEqualTo(Map.of(ONE, Bytes.of(1), TWO, Bytes.of(3)));
    }

    @Test
    @DisplayName("R-093: what has been written is there after a crash")
    void crash() throws IOException {
        try (var store = store()) {
            for (int i = 0; i < 50; i++) {
                put(store, ONE, Bytes.of(i));
                put(store, new ObjectKey("chat/room2", "object" + i), Bytes.of(i));
                store.write();
                assertThat(contentOf(asKilled())).hasSize(i + 2).containsEntry(ONE, Bytes.of(i));
            }
        }
    }

    @Test
    @DisplayName("R-093: an object that is removed is gone from the file")
    void removed() {
        try (var store = store()) {
            put(store, ONE, Bytes.of(1));
            put(store, TWO, Bytes.of(2));
            store.write();
            objects.remove(ONE);
            store.changed(ONE);
        }
        assertThat(contentOf(file)).containsOnlyKeys(TWO);
    }

    @Test
    @DisplayName("R-096: a file that another server has open is not used")
    void locked() {
        try (var first = store();
                var second = store()) {
            put(first, ONE, Bytes.of(1));
            first.write();
            assertThat(load(second)).isEmpty();
            assertThat(second.isUsable()).isFalse();
            put(first, ONE, Bytes.of(2));
        }
        assertThat(contentOf(file)).containsEntry(ONE, Bytes.of(2));
    }

    @Test
    @DisplayName("R-096: a file of something else is left as it is")
    void foreign() throws IOException {
        Files.writeString(file, "a letter to a friend\n".repeat(1000));
        byte[] before = Files.readAllBytes(file);
        try (var store = store()) {
            assertThat(load(store)).isEmpty();
            assertThat(store.isUsable()).isFalse();
        }
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @DisplayName("R-096: a damaged file gives what can be read or is not used, and the server starts")
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void damaged(long seed) throws IOException {
        var random = new Random(seed);
        try (var store = store()) {
            for (int i = 0; i < 10; i++) {
                put(store, new ObjectKey("chat/room1", "object" + i), Bytes.of(i));
                store.write();
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        if (random.nextBoolean()) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        } else {
            int from = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(5000), bytes.length - from);
            var noise = new byte[length];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bytes, from, length);
        }
        Files.write(file, bytes);
        try (var store = store()) {
            Map<ObjectKey, Bytes> loaded = load(store);
            assertThat(objects).containsAllEntriesOf(loaded);
        }
    }

    @Test
    @DisplayName("R-096: what cannot be written is counted, kept, and written when it can be")
    void cannotBeWritten() throws IOException {
        file = folder.resolve("deep/shared-objects.mv");
        Path obstacle = Files.writeString(folder.resolve("deep"), "a file where the folder should be");
        try (var store = store()) {
            put(store, ONE, Bytes.of(1));
            store.write();
            store.write();
            assertThat(counters.writeFailures.sum()).isEqualTo(2);
            Files.delete(obstacle);
            store.write();
            assertThat(counters.writeFailures.sum()).isEqualTo(2);
            assertThat(contentOf(asKilled())).containsEntry(ONE, Bytes.of(1));
        }
    }

    @Test
    @DisplayName("R-096: a file that fails while it is in use is opened again, and nothing is lost")
    void failsLater() throws IOException {
        try (var store = store()) {
            put(store, ONE, Bytes.of(1));
            store.write();
            put(store, TWO, Bytes.of(2));
            Thread.currentThread().interrupt(); // which closes the file that is then written to
            store.write();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(counters.writeFailures.sum()).isEqualTo(1);
            assertThat(contentOf(asKilled())).isEqualTo(Map.of(ONE, Bytes.of(1)));
            store.write();
            assertThat(contentOf(asKilled())).isEqualTo(Map.of(ONE, Bytes.of(1), TWO, Bytes.of(2)));
        }
    }

    @Test
    @DisplayName("R-093: what has changed is written after the interval, by a thread that may wait for the disk")
    void writesByItself() throws InterruptedException {
        var writers = new LinkedBlockingQueue<Thread>();
        try (var store = store(file, Duration.ofMillis(1), key -> {
            writers.add(Thread.currentThread());
            return Bytes.of(1);
        })) {
            store.changed(ONE);
            assertThat(writers.take()).matches(Thread::isDaemon).matches(writer -> !writer.isVirtual());
        }
        assertThat(contentOf(file)).isEqualTo(Map.of(ONE, Bytes.of(1)));
    }

    @Test
    @DisplayName("R-093: closing waits for a write that goes on, and writes what has changed meanwhile")
    void closesWhileItWrites() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var store = store(file, Duration.ofMillis(1), key -> {
            begun.countDown();
            await(goOn);
            return objects.get(key);
        });
        put(store, ONE, Bytes.of(1));
        await(begun);
        put(store, TWO, Bytes.of(2));
        Thread closer = Thread.ofPlatform().start(store::close);
        goOn.countDown();
        closer.join();
        assertThat(contentOf(file)).isEqualTo(Map.of(ONE, Bytes.of(1), TWO, Bytes.of(2)));
        assertThat(counters.writeFailures.sum()).isZero();
    }

    @RepeatedTest(20)
    @DisplayName(
            "R-093: nothing is lost to a store that is closed when its writer is about to begin, and it stays closed")
    void closesWhenAboutToWrite() {
        try (var store = store(file, Duration.ofMillis(1), objects::get)) {
            put(store, ONE, Bytes.of(1));
            put(store, TWO, Bytes.of(2));
        }
        try (var next = store()) {
            assertThat(load(next)).isEqualTo(Map.of(ONE, Bytes.of(1), TWO, Bytes.of(2)));
        }
        assertThat(counters.writeFailures.sum()).isZero();
    }

    @Test
    void changesOfAClosedStoreAreIgnored() {
        var closed = store();
        put(closed, ONE, Bytes.of(1));
        closed.close();
        put(closed, TWO, Bytes.of(2));
        closed.close();
        assertThat(contentOf(file)).isEqualTo(Map.of(ONE, Bytes.of(1)));
    }

    @Test
    @DisplayName("R-093: who closes it may be interrupted, and what has changed is written all the same")
    void closedByAnInterruptedThread() {
        var store = store();
        put(store, ONE, Bytes.of(1));
        Thread.currentThread().interrupt();
        store.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(contentOf(file)).isEqualTo(Map.of(ONE, Bytes.of(1)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
