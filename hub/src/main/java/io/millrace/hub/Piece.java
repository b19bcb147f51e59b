package io.millrace.hub;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Contiguous bytes for one write. The memory stays as it is until {@link #release()}, which the carrier calls exactly once,
 * when the write has completed or failed. Any thread may release.
 */
public final class Piece {
    private final ByteBuffer bytes;
    private final @Nullable Slab slab;

    private Piece(ByteBuffer bytes, @Nullable Slab slab) {
        this.bytes = bytes;
        this.slab = slab;
    }

    /** Bytes on the heap, which need no release. */
    static Piece unpinned(ByteBuffer bytes) {
        return new Piece(bytes, null);
    }

    /** A range of a slab that the caller has retained for this piece. */
    static Piece of(Slab slab, int offset, int length) {
        return new Piece(slab.view(offset, length), slab);
    }

    /** The bytes, position to limit; not to be written to. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Whether this piece keeps memory alive that its stream has already given up. */
    public boolean isOutdated() {
        return slab != null && slab.isEvicted();
    }

    public void release() {
        if (slab != null) {
            slab.release();
        }
    }
}
