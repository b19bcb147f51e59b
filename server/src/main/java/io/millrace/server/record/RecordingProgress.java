package io.millrace.server.record;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far a recording is. One thread at a time tells it, any may ask. */
final class RecordingProgress {
    private final Instant since;
    private volatile @Nullable Path file;
    private volatile long bytesBefore; // in files that are complete
    private volatile long bytes;
    private volatile long beginMillis = -1;
    private volatile long lastMillis = -1;
    private final AtomicLong gaps = new AtomicLong();

    RecordingProgress(Instant since) {
        this.since = since;
    }

    void opened(OutputFile opened) {
        bytesBefore = bytes;
        file = opened.path();
    }

    void begin(long dtsMillis) {
        beginMillis = dtsMillis;
    }

    void at(OutputFile written, long dtsMillis) {
        bytes = bytesBefore + written.flushedBytes();
        lastMillis = dtsMillis;
    }

    void gap() {
        gaps.incrementAndGet();
    }

    Instant since() {
        return since;
    }

    /** The one that is written; empty before the first. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    long bytes() {
        return bytes;
    }

    Duration duration() {
        return Duration.ofMillis(Math.max(0, lastMillis - beginMillis));
    }

    long gaps() {
        return gaps.get();
    }
}
