package io.millrace.server.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.Publication;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamRecorder.Event;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.ManualLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.ToLongFunction;

/** A recorder whose time, threads and disk are the test's. */
final class RecorderScene implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    final Queue<Event> events = new ArrayDeque<>();
    final ManualLoop readers = new ManualLoop();
    final FileStreamRecorder recorder;
    ToLongFunction<Path> freeBytes = path -> path.toFile().getUsableSpace();
    boolean readersHang;

    private final Path directory;
    private final ServerConfig config;
    private final Hub hub = new Hub(HubSettings.defaults());
    private final ManualLoop writers = new ManualLoop();
    private final InstantSource clock = () -> START.plusNanos(writers.nanoTime());

    /** @param settings keys of the file, those without a dot below {@code recordings}, as {@code keep-free=1GiB} */
    RecorderScene(Path directory, String... settings) {
        ServerConfig given = ServerConfig.defaults()
                .with("recordings.directory", String.valueOf(directory))
                .with("recordings.keep-free", "0");
        for (String setting : settings) {
            String[] keyAndValue = setting.split("=", 2);
            given = given.with((keyAndValue[0].contains(".") ? "" : "recordings.") + keyAndValue[0], keyAndValue[1]);
        }
        this.directory = directory;
        this.config = given;
        this.recorder = new FileStreamRecorder(
                new RecordingPaths(config),
                config,
                event -> {},
                path -> freeBytes.applyAsLong(path),
                clock,
                writers,
                readers);
    }

    /** Another recorder, as the server has it. */
    FileStreamRecorder withItsOwnThreads() {
        return new FileStreamRecorder(new RecordingPaths(config), config, event -> {});
    }

    /** The same recorder, as those who run the server use it. */
    Recordings recordings(FilesInUse inUse) {
        var files = new RecordedFiles(new RecordingPaths(config), config, recorder, inUse);
        return new Recordings(hub, recorder, files, readers);
    }

    Publication publish(String name) {
        return hub.publish("live/" + name, false).orElseThrow();
    }

    void record(Publication publication, String name, boolean append) {
        recorder.record(publication.stream(), "live", name, append, events::add);
    }

    /** Publishes and records {@code live/name}. */
    Publication recorded(String name, boolean append) {
        Publication publication = publish(name);
        record(publication, name, append);
        return publication;
    }

    Path file(String name) {
        return directory.resolve("live").resolve(name + ".flv");
    }

    /** Time goes by, and with it the recorder's work. */
    void pass(Duration time) {
        writers.advance(time);
        if (!readersHang) {
            readers.runAll();
        }
    }

    /** Every recording has its turn once. */
    void pass() {
        pass(Duration.ofMillis(500));
    }

    /** What is told next, now or when every recording has had its turn. */
    Event event() {
        if (events.isEmpty()) {
            pass();
        }
        return events.remove();
    }

    /** When all recordings are over, as they must be by then. */
    @Override
    public void close() {
        assertThat(recorder.counters().active.sum()).isZero();
        recorder.close();
    }
}
