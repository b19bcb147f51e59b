package io.millrace.hub;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Contiguous bytes for one write. The memory stays as it is until {@link #release()}, which the carrier calls exactly once,
 * when the write has completed or failed. Any thread may release.
 */
public final class Piece {
    private final ByteBuffer bytes;
    private final @Nullable Slab slab;
    private final BooleanSupplier outdated;

    private Piece(ByteBuffer bytes, @Nullable Slab slab, BooleanSupplier outdated) {
        this.bytes = bytes;
        this.slab = slab;
        this.outdated = outdated;
    }

    /** Bytes on the heap, which need no release and keep nothing else alive. */
    public static Piece unpinned(ByteBuffer bytes) {
        return new Piece(bytes, null, () -> false);
    }

    /**
     * Bytes on the heap, which need no release.
     *
     * @param outdated whether the reader that waits for this write keeps old entries alive
     */
    public static Piece unpinned(ByteBuffer bytes, BooleanSupplier outdated) {
        return new Piece(bytes, null, outdated);
    }

    /** A range of a slab that the caller has retained for this piece. */
    static Piece of(Slab slab, int offset, int length) {
        return new Piece(slab.view(offset, length), slab, slab::isEvicted);
    }

    /** The bytes, position to limit; not to be written to. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Whether this piece keeps memory alive that its stream has already given up. */
    public boolean isOutdated() {
        return outdated.getAsBoolean();
    }

    public void release() {
        if (slab != null) {
            slab.release();
        }
    }
}
