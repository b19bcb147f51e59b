package io.millrace.hub;

import org.jspecify.annotations.Nullable;

/**
 * A viewer that encodes for itself: for forms that are too many to be shared. Its pieces end on message boundaries, so one
 * may exceed the wanted size by a message. Used on the viewer's event loop only.
 */
final class FrameSource implements PlaySource {
    private final Follower follower;
    private final FrameEncoder encoder;
    private long positionMillis = -1;

    FrameSource(Follower follower, FrameEncoder encoder) {
        this.follower = follower;
        this.encoder = encoder;
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        var out = new HeapOutput();
        while (out.length() < maxBytes) {
            TimedEntry next = follower.next();
            if (next == null) {
                break;
            }
            int before = out.length();
            encoder.encode(next.entry(), next.dtsMillis(), out);
            if (out.length() > before) {
                positionMillis = next.dtsMillis();
            }
        }
        return out.length() == 0 ? null : Piece.unpinned(out.take(), follower.isBehind());
    }

    @Override
    public long positionMillis() {
        return positionMillis;
    }

    @Override
    public void close() {
        follower.close();
    }
}
