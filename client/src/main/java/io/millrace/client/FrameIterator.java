package io.millrace.client;

import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The frames of a player for one loop, which ends where they do. For one thread. */
final class FrameIterator implements Iterator<MediaFrame> {
    private final RtmpPlayer player;
    private @Nullable MediaFrame ahead;
    private boolean over;

    FrameIterator(RtmpPlayer player) {
        this.player = player;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !over) {
            try {
                ahead = player.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            over = ahead == null;
        }
        return ahead != null;
    }

    @Override
    public MediaFrame next() {
        MediaFrame frame = hasNext() ? ahead : null;
        if (frame == null) {
            throw new NoSuchElementException("the stream is over");
        }
        ahead = null;
        return frame;
    }
}
