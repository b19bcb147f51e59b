package io.millrace.server.httpvod;

import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.transport.http.HttpOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Part of a file on its way to a client: one block is read ahead, on other threads, while the one before is written. Belongs
 * to the exchange's event loop.
 */
final class FileBody implements PlaySource {
    static final int BLOCK_BYTES = 128 * 1024;

    private static final Logger log = LoggerFactory.getLogger(FileBody.class);

    private final OpenFile file;
    private final HttpOutput out;
    private final Executor loop;
    private final Executor readers;
    private long position;
    private long left;
    private boolean reading;
    private boolean closed;
    private @Nullable ByteBuffer ready;

    /** @param file is closed with this */
    FileBody(OpenFile file, ByteRange range, HttpOutput out, Executor loop, Executor readers) {
        this.file = file;
        this.out = out;
        this.loop = loop;
        this.readers = readers;
        this.position = range.first();
        this.left = range.length();
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        ByteBuffer block = ready;
        if (block == null) {
            readOn();
            return null;
        }
        int count = Math.min(maxBytes, block.remaining());
        ByteBuffer piece = block.slice(block.position(), count);
        block.position(block.position() + count);
        if (!block.hasRemaining()) {
            ready = null;
            readOn();
        }
        return Piece.unpinned(piece);
    }

    private void readOn() {
        if (reading || closed) {
            return;
        }
        if (left == 0) {
            loop.execute(() -> out.end("all of the file is sent"));
            return;
        }
        reading = true;
        long from = position;
        int count = (int) Math.min(left, BLOCK_BYTES);
        readers.execute(() -> {
            ByteBuffer block = read(from, count);
            loop.execute(() -> readTo(block));
        });
    }

    /** Empty if the file has become shorter, or cannot be read. */
    private ByteBuffer read(long from, int count) {
        try {
            return file.read(from, count);
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", file.path(), e.toString());
            return ByteBuffer.allocate(0);
        }
    }

    private void readTo(ByteBuffer block) {
        reading = false;
        if (closed) {
            closeFile();
        } else if (block.hasRemaining()) {
            position += block.remaining();
            left -= block.remaining();
            ready = block;
            out.pull();
        } else {
            out.abort("the file has become shorter");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ready = null;
            if (!reading) {
                closeFile();
            }
        }
    }

    private void closeFile() {
        readers.execute(file::close);
    }
}
