package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads samples with one read for many. Tracks lie interleaved, so that what was read for one mostly holds what the
 * others want next; where they lie apart, each has a block of its own. For one thread.
 */
final class ReadAhead {
    /** A fifth of a second of a 2.5 Mbit/s stream. More would cost memory with each player, and the system reads ahead. */
    private static final int BLOCK = 64 * 1024;

    private final ByteSource source;
    private final Block[] blocks;

    private record Block(long position, Bytes bytes) {
        boolean holds(long from, int length) {
            return from >= position && from + length <= position + bytes.length();
        }
    }

    /** @param readers how many walk through the file at the same time */
    ReadAhead(ByteSource source, int readers) {
        this.source = source;
        blocks = new Block[readers];
        Arrays.fill(blocks, new Block(0, Bytes.EMPTY));
    }

    /** What is at {@code position}, less than {@code length} only if the file ends there. */
    Bytes read(int reader, long position, int length) throws IOException {
        Block block = blockWith(position, length);
        if (block == null) {
            block = new Block(position, source.read(position, Math.max(length, BLOCK)));
        }
        blocks[reader] = block;
        int from = (int) (position - block.position);
        return block.bytes.slice(from, Math.min(length, block.bytes.length() - from));
    }

    private @Nullable Block blockWith(long position, int length) {
        for (Block block : blocks) {
            if (block.holds(position, length)) {
                return block;
            }
        }
        return null;
    }
}
