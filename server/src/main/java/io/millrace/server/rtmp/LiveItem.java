package io.millrace.server.rtmp;

import io.millrace.hub.LiveStream;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.hub.PlayStart;
import org.jspecify.annotations.Nullable;

/**
 * A live stream on its own time line, whose bytes are shared with all players of the form: what nearly every player
 * plays. On the connection's event loop.
 */
final class LiveItem implements PlayingItem {
    private static final long STEP_MILLIS = 40; // to what follows: about a frame

    private final PlayerContext context;
    private final LiveStream stream;
    private RtmpForm form;
    private @Nullable PlaySource source; // null while it is paused
    private @Nullable Piece rest; // of a message begun by a source that is gone
    private long positionMillis = -1;
    private long firstMillis = -1;
    private long bytes;

    /** Starts to play. The caller's use of {@code stream} goes over to this. */
    LiveItem(LiveStream stream, RtmpForm form, PlayStart start, PlayerContext context) {
        this.context = context;
        this.stream = stream;
        this.form = form;
        attach(start);
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        if (rest != null) {
            return rest();
        }
        Piece piece = source == null ? null : source.next(maxBytes);
        if (source != null && piece != null) {
            positionMillis = source.positionMillis();
            firstMillis = firstMillis < 0 ? positionMillis : firstMillis;
            bytes += piece.bytes().remaining();
        }
        return piece;
    }

    @Override
    public @Nullable Piece rest() {
        Piece begun = rest == null && source != null ? source.rest() : rest;
        rest = null;
        return begun;
    }

    @Override
    public boolean ended(boolean othersFollow) {
        return othersFollow && positionMillis >= 0 && !stream.hasPublisher();
    }

    @Override
    public long nextMillis() {
        return positionMillis < 0 ? 0 : positionMillis + STEP_MILLIS;
    }

    @Override
    public void form(RtmpForm changed) {
        boolean playing = source != null;
        detach();
        form = changed;
        if (playing) {
            attach(PlayStart.NEXT_KEY_FRAME);
        }
    }

    /** A paused player is detached; one that goes on takes the next key frame, so that time does not go back. */
    @Override
    public void pause(boolean paused) {
        if (paused) {
            detach();
        } else if (source == null) {
            attach(PlayStart.NEXT_KEY_FRAME);
        }
    }

    @Override
    public Played played() {
        return new Played(Math.max(0, positionMillis - firstMillis), bytes);
    }

    @Override
    public void close() {
        detach();
        if (rest != null) {
            rest.release();
            rest = null;
        }
        context.hub().release(stream);
    }

    private void attach(PlayStart start) {
        source = stream.play(form, form.receiveVideo() ? start : PlayStart.NOW, context.loop(), context.onMore());
        context.onMore().run();
    }

    private void detach() {
        if (source != null) {
            rest = rest();
            source.close();
            source = null;
        }
    }
}
