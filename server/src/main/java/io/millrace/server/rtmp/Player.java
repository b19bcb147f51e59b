package io.millrace.server.rtmp;

import io.millrace.hub.Piece;
import io.millrace.media.MediaFileException;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.server.config.ApplicationConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A NetStream that plays: one item after the other, on one time line. On the connection's event loop.
 *
 * <pre>
 *   waiting --start--> opening --found--> playing --item has ended--> opening the next
 *                         |  ^---not found---'                          none left: finished
 *                         '--nothing left: finished --queue--> opening
 * </pre>
 */
final class Player {
    private static final Logger log = LoggerFactory.getLogger(Player.class);

    private final PlayerContext context;
    private final PlayingItems items;
    private final Notices notices;
    private final Playlist queue;
    private final Switching switching;
    private final Runnable whenClosed;
    private final Deque<Piece> rests = new ArrayDeque<>(); // of messages begun by items that are gone
    private final Deque<Piece> before = new ArrayDeque<>(); // to be sent before more of the current item

    private RtmpForm form;
    private @Nullable PlaylistItem item;
    private @Nullable PlayingItem playing;
    private boolean opening;
    private boolean finished;
    private boolean paused;
    private boolean closed;
    private long nextMillis; // where on the wire the next item begins
    private long bufferMillis;

    /**
     * Plays nothing yet.
     *
     * @param whenClosed runs once, at the end
     */
    Player(
            PlayerContext context,
            RtmpForm form,
            ApplicationConfig application,
            long bufferMillis,
            Runnable whenClosed) {
        this.context = context;
        this.form = form;
        this.queue = new Playlist(context.maxPlaylistItems());
        this.items = new PlayingItems(context, application);
        this.switching = new Switching(this, context, items);
        this.bufferMillis = bufferMillis;
        this.whenClosed = whenClosed;
        this.notices = new Notices(context.chunkSize().getAsInt(), form.streamId());
    }

    int streamId() {
        return form.streamId();
    }

    RtmpForm form() {
        return form;
    }

    // ---- the playlist ----

    /** Plays what was found for the first item, of which the client has been told. */
    void start(PlaylistItem first, Opened opened) {
        begin(first, opened);
        context.onMore().run();
    }

    /**
     * Plays this after what is queued already; at once if nothing is left.
     *
     * @param wait whether playing is not to begin with this, nor to begin again
     * @return false if there are too many
     */
    boolean queue(PlaylistItem next, boolean wait) {
        if (!queue.add(next)) {
            return false;
        }
        if (!wait && !opening && (playing == null || finished)) {
            openNext();
        }
        context.onMore().run(); // a live item may end now that something follows
        return true;
    }

    /**
     * Puts {@code next} in the place of a queued item, or right behind the one that plays.
     *
     * @param old path of what is to be replaced; empty for what plays
     * @return false if that is not in the playlist, or nothing more fits in
     */
    boolean swap(Optional<String> old, PlaylistItem next) {
        String oldPath = old.orElse(item == null ? "" : item.path().path());
        boolean done = plays(oldPath) ? queue.addFirst(next) : queue.replace(oldPath, next);
        context.onMore().run(); // a live item may end now that something follows
        return done;
    }

    /** Whether that is what plays now. */
    boolean plays(String path) {
        return playing != null
                && !finished
                && item != null
                && item.path().path().equals(path);
    }

    /** Ends playing, and forgets what is queued. */
    void stop() {
        queue.clear();
        switching.drop();
        endPlaying();
        before.add(notices.stopped("Stopped."));
        finished = true;
        context.onMore().run();
    }

    private void openNext() {
        PlaylistItem next = queue.poll();
        if (next == null) {
            finish();
            return;
        }
        opening = true;
        finished = false;
        // Never at once: a long playlist in which nothing is found would be as many calls within each other.
        CompletionStage<Opened> opened =
                context.opener().open(next).thenApplyAsync(Function.identity(), context.loop());
        context.questions().ask(opened, found -> opened(next, found), this::discard);
    }

    private void opened(PlaylistItem next, Opened opened) {
        opening = false;
        if (closed) {
            discard(opened);
        } else if (opened instanceof Opened.Missing(Refusal refusal)) {
            // The next item is played instead; a status of level error would end some clients.
            log.debug("playlist goes on without {}: {}", next.path(), refusal.logged());
            if (queue.isEmpty() && playing == null) {
                before.add(notices.failed(refusal, next));
            }
            openNext();
        } else {
            boolean first = playing == null;
            endPlaying();
            before.add(notices.begins(next, opened instanceof Opened.Recorded, first));
            begin(next, opened);
        }
        context.onMore().run();
    }

    private void begin(PlaylistItem next, Opened opened) {
        begin(
                next,
                nextMillis == 0 ? items.first(next, opened, form) : items.following(next, opened, form, nextMillis));
    }

    private void begin(PlaylistItem next, PlayingItem begun) {
        item = next;
        playing = begun;
        begun.buffer(bufferMillis);
        begun.pause(paused);
    }

    /** Says so if what plays has broken off. */
    private void tellFailure() {
        IOException failure = playing == null ? null : playing.failure();
        if (failure != null && item != null) {
            log.warn("{} cannot be played on: {}", item.path(), failure.toString());
            Refusal refusal = failure instanceof MediaFileException file
                    ? StreamOpener.refusal(file)
                    : new Refusal(StatusCode.PLAY_FAILED, "the file cannot be read");
            before.add(notices.failed(refusal, item));
        }
    }

    void tellFailed(PlaylistItem asked, Refusal refusal) {
        before.add(notices.failed(refusal, asked));
    }

    // ---- transitions ----

    /** Goes over to {@code next} as soon as it can, without a break of the time line. */
    void switchTo(PlaylistItem next, Opened opened) {
        PlayingItem current = playing;
        if (current != null && plays(current)) {
            switching.start(current, next, opened);
        } else {
            discard(opened);
            tellFailed(next, new Refusal(StatusCode.PLAY_FAILED, "nothing plays that could be left"));
        }
        context.onMore().run();
    }

    boolean plays(PlayingItem one) {
        return one.equals(playing) && !finished && !closed;
    }

    /** Where on the wire that begins which takes over. */
    long nextMillis() {
        return nextMillis;
    }

    /** Ends what plays, and plays another version of it. */
    void takeOver(PlaylistItem next, PlayingItem version) {
        endPlaying();
        before.add(notices.transitionComplete(next));
        begin(next, version);
    }

    /** False if there is nothing that could. */
    private boolean successorTakesOver() {
        Switching.Successor follows = switching.take();
        if (follows != null) {
            takeOver(follows.item(), follows.playing());
        }
        return follows != null;
    }

    // ---- control ----

    void form(RtmpForm changed) {
        form = changed;
        if (playing != null) {
            playing.form(changed);
        }
        switching.form(changed);
    }

    void pause(boolean wanted) {
        if (wanted != paused) {
            paused = wanted;
            if (playing != null) {
                playing.pause(wanted);
            }
        }
    }

    /** Whether the item that plays, or was played last, is a recorded one. */
    boolean canSeek() {
        return playing != null && !opening && playing.canSeek();
    }

    /** Goes to a place in that item, also when all of it has been played. */
    void seek(long millis) {
        if (switching.isSameContent()) {
            successorTakesOver(); // where the old one was to end is not in the way then
        }
        if (playing != null) {
            finished = false;
            playing.seek(millis);
        }
    }

    void buffer(long millis) {
        bufferMillis = millis;
        if (playing != null) {
            playing.buffer(millis);
        }
    }

    // ---- to the carrier ----

    @Nullable
    Piece next(int maxBytes) {
        while (!closed) {
            if (!rests.isEmpty()) {
                return rests.remove();
            }
            if (!before.isEmpty()) {
                return before.remove();
            }
            PlayingItem current = playing;
            if (current == null || finished || opening) {
                return null;
            }
            Piece first = paused ? null : switching.first(maxBytes);
            if (first != null && successorTakesOver()) {
                before.add(first);
                continue;
            }
            Piece piece = current.next(maxBytes);
            if (piece != null) {
                return piece;
            }
            if (paused || !current.ended(!queue.isEmpty())) {
                return null;
            }
            tellFailure();
            if (!successorTakesOver()) {
                openNext();
            }
        }
        return null;
    }

    /** What is left of a message, before anything else may go out on its chunk stream. */
    @Nullable
    Piece rest() {
        return !rests.isEmpty() ? rests.remove() : playing == null ? null : playing.rest();
    }

    private void finish() {
        if (playing != null) {
            before.add(
                    playing.failure() == null
                            ? notices.complete(playing.played())
                            : notices.stopped("It cannot be played on."));
        }
        finished = true;
    }

    private void endPlaying() {
        if (playing != null) {
            nextMillis = Math.max(nextMillis, playing.nextMillis());
            Piece rest = playing.rest();
            if (rest != null) {
                rests.add(rest);
            }
            playing.close();
            playing = null;
        }
    }

    void close() {
        closed = true;
        switching.drop();
        rests.forEach(Piece::release);
        rests.clear();
        before.clear();
        if (playing != null) {
            playing.close();
            playing = null;
        }
        whenClosed.run();
    }

    private void discard(Opened opened) {
        context.opener().discard(opened);
    }
}
