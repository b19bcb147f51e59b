package io.millrace.server.vod;

import io.millrace.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of the files that were played last. Whoever comes while one is made waits for it. A file that has changed,
 * or grown, is another file. Any thread may call it, and it may block.
 */
final class IndexCache {
    static final int MAX_FILES = 64;

    private final LongAdder made;
    private final Map<FileVersion, CompletableFuture<IndexedFile>> indexes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileVersion, CompletableFuture<IndexedFile>> eldest) {
            return size() > MAX_FILES;
        }
    };

    /** @param file its real path */
    record FileVersion(Path file, long size, FileTime modified) {}

    /** @param made counts indexes that were made */
    IndexCache(LongAdder made) {
        this.made = made;
    }

    /** The index of the file; made from {@code source}, which stays open, if there is none yet. */
    IndexedFile get(FileVersion version, ByteSource source) throws IOException {
        var mine = new CompletableFuture<IndexedFile>();
        CompletableFuture<IndexedFile> known = putIfAbsent(version, mine);
        if (known != null) {
            return join(known);
        }
        try {
            made.increment();
            IndexedFile read = IndexedFile.read(version.file(), source);
            mine.complete(read);
            return read;
        } catch (IOException | RuntimeException | Error e) {
            remove(version);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized @Nullable CompletableFuture<IndexedFile> putIfAbsent(
            FileVersion version, CompletableFuture<IndexedFile> mine) {
        CompletableFuture<IndexedFile> known = indexes.putIfAbsent(version, mine);
        if (known == null) {
            // What it was before it grew is of no use to anyone who comes now.
            indexes.keySet().removeIf(other -> other.file().equals(version.file()) && !other.equals(version));
        }
        return known;
    }

    private synchronized void remove(FileVersion version) {
        indexes.remove(version);
    }

    private static IndexedFile join(CompletableFuture<IndexedFile> index) throws IOException {
        try {
            return index.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw e;
        }
    }
}
