package io.millrace.server.vod;

import io.millrace.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of the files that were played last: of so many files, and of so many bytes. Whoever comes while one is made
 * waits for it. A file that has changed is another file, but the index of one that has grown is made with the help of that
 * from before. Any thread may call it, and it may block.
 */
final class IndexCache {
    static final int MAX_FILES = 64;

    private final long maxBytes;
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

    /**
     * Remembers nothing yet.
     *
     * @param maxBytes of memory, about; the index that was asked for last is kept whatever its size
     * @param made counts indexes that were made
     */
    IndexCache(long maxBytes, LongAdder made) {
        this.maxBytes = maxBytes;
        this.made = made;
    }

    /** The index of the file; made from {@code source}, which stays open, if there is none yet. */
    IndexedFile get(FileVersion version, ByteSource source) throws IOException {
        var mine = new CompletableFuture<IndexedFile>();
        IndexedFile earlier;
        CompletableFuture<IndexedFile> known;
        synchronized (this) {
            known = indexes.putIfAbsent(version, mine);
            earlier = known == null ? removeEarlier(version) : null;
        }
        IndexedFile index = known == null ? make(version, source, earlier, mine) : join(known);
        removeTooMuch();
        return index;
    }

    private IndexedFile make(
            FileVersion version,
            ByteSource source,
            @Nullable IndexedFile earlier,
            CompletableFuture<IndexedFile> promised)
            throws IOException {
        try {
            made.increment();
            IndexedFile read = IndexedFile.read(version.file(), source, earlier);
            promised.complete(read);
            return read;
        } catch (IOException | RuntimeException | Error e) {
            remove(version);
            promised.completeExceptionally(e);
            throw e;
        }
    }

    /** What the file was before it grew is of no use to anyone who comes now, but for making the index of it as it is. */
    private @Nullable IndexedFile removeEarlier(FileVersion version) {
        IndexedFile earlier = null;
        for (var entries = indexes.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            if (entry.getKey().file().equals(version.file()) && !entry.getKey().equals(version)) {
                earlier = isMade(entry.getValue()) ? entry.getValue().resultNow() : earlier;
                entries.remove();
            }
        }
        return earlier;
    }

    private synchronized void remove(FileVersion version) {
        indexes.remove(version);
    }

    /** Each time, since an index may have grown while its file was played. */
    private synchronized void removeTooMuch() {
        long bytes = 0;
        for (CompletableFuture<IndexedFile> index : indexes.values()) {
            bytes += memoryBytes(index);
        }
        for (var eldest = indexes.values().iterator(); bytes > maxBytes && indexes.size() > 1; ) {
            bytes -= memoryBytes(eldest.next());
            eldest.remove();
        }
    }

    private static long memoryBytes(CompletableFuture<IndexedFile> index) {
        return isMade(index) ? index.resultNow().memoryBytes() : 0;
    }

    private static boolean isMade(CompletableFuture<IndexedFile> index) {
        return index.state() == Future.State.SUCCESS;
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
