package io.millrace.hub;

import io.millrace.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes one after the other in pooled direct memory, which the garbage collector neither scans nor moves. What is read is
 * a copy, so nothing ever points into it. Not thread-safe.
 */
final class FrameMemory {
    private static final int BLOCK_BYTES = SlabPool.MIN_BYTES;

    /** Kept for the next group of pictures also when memory is short. */
    private static final int FEW_BLOCKS = 16;

    private final SlabPool pool;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private long end;

    FrameMemory(SlabPool pool) {
        this.pool = pool;
    }

    /** Adds a copy of {@code bytes} and tells where it is. */
    long add(Bytes bytes) {
        long position = end;
        for (int done = 0; done < bytes.length(); ) {
            int at = (int) (end % BLOCK_BYTES);
            int count = Math.min(bytes.length() - done, BLOCK_BYTES - at);
            ByteBuffer block = blockOf(end);
            block.limit(at + count).position(at);
            bytes.copyTo(block, done, count);
            done += count;
            end += count;
        }
        return position;
    }

    /** A copy of {@code length} bytes that were added at {@code position}. */
    Bytes get(long position, int length) {
        byte[] copy = new byte[length];
        for (int done = 0; done < length; ) {
            int at = (int) ((position + done) % BLOCK_BYTES);
            int count = Math.min(length - done, BLOCK_BYTES - at);
            blockOf(position + done).get(at, copy, done, count); // an absolute read: no position, but a limit
            done += count;
        }
        return Bytes.wrap(copy);
    }

    /**
     * Forgets everything, but keeps as much memory as was used: the next group of pictures is mostly as large as the last.
     * Not much of it when memory is short.
     */
    void restart() {
        long used = (end + BLOCK_BYTES - 1) / BLOCK_BYTES;
        long kept = pool.isHalfUsed() ? Math.min(used, FEW_BLOCKS) : used;
        while (blocks.size() > kept) {
            pool.giveBack(blocks.removeLast());
        }
        end = 0;
    }

    /** Forgets everything and gives all memory back. */
    void free() {
        blocks.forEach(pool::giveBack);
        blocks.clear();
        end = 0;
    }

    private ByteBuffer blockOf(long position) {
        int index = (int) (position / BLOCK_BYTES);
        if (index == blocks.size()) {
            blocks.add(pool.take(BLOCK_BYTES));
        }
        return blocks.get(index).clear();
    }
}
