package io.millrace.server.rtmp;

import io.millrace.hub.Piece;
import io.millrace.media.FrameReader;
import io.millrace.rtmp.command.StatusCode;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Goes over from what a player plays to another version of it, at a key frame of that and without a break of the time line
 * . Until then, and if that is not possible, what plays goes on. On the connection's event loop.
 *
 * <pre>
 *   none --start--> searching, in a file --found--> successor --take--> none
 *                         '--not found: none           '--drop: none
 * </pre>
 */
final class Switching {
    /** The search for a place to switch at may take this long; else that place may have been passed. */
    private static final long SEARCH_MILLIS = 1000;

    private final Player player;
    private final PlayerContext context;
    private final PlayingItems items;
    private @Nullable Successor successor;

    /**
     * What is to take over. It is neither paused nor told of the client's buffer before it does.
     *
     * @param before what is to end first, of the same times; null if it takes over with its first bytes
     */
    record Successor(
            PlaylistItem item,
            PlayingItem playing,
            @Nullable RecordedItem before) {}

    /** Nothing is to take over from what {@code player} plays. */
    Switching(Player player, PlayerContext context, PlayingItems items) {
        this.player = player;
        this.context = context;
        this.items = items;
    }

    /** To {@code next} instead of anything before. */
    void start(PlayingItem current, PlaylistItem next, Opened opened) {
        drop();
        switch (opened) {
            case Opened.Missing(var refusal) -> player.tellFailed(next, refusal);
            case Opened.Recorded(var reader)
            when current instanceof RecordedItem recorded -> search(recorded, next, reader);
            case Opened.Recorded(var reader) -> // at once: a recording begins with a key frame
                player.takeOver(next, items.recordedVersion(next, reader, player.form(), player::nextMillis));
            case Opened.Live(var stream) ->
                successor = new Successor(next, items.liveVersion(next, stream, player.form(), current), null);
        }
    }

    /** Recorded versions of one content have the same times: the first key frame that is not yet sent is the place. */
    private void search(RecordedItem current, PlaylistItem next, FrameReader reader) {
        context.questions()
                .ask(
                        place(current.sentMillis() + SEARCH_MILLIS, reader),
                        keyFrame -> found(keyFrame, current, next, reader),
                        unwanted -> discard(reader));
    }

    private CompletionStage<OptionalLong> place(long afterMillis, FrameReader reader) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> RecordedFrames.keyFrameAfter(afterMillis, reader), context.files())
                    .exceptionally(failed -> OptionalLong.empty()); // as no file makes it fail: for want of memory, say
        } catch (RejectedExecutionException e) { // the server ends
            return CompletableFuture.completedFuture(OptionalLong.empty());
        }
    }

    private void found(OptionalLong keyFrame, RecordedItem current, PlaylistItem next, FrameReader reader) {
        long at = keyFrame.orElse(-1);
        if (!player.plays(current) || at <= current.sentMillis()) {
            discard(reader);
            player.tellFailed(next, new Refusal(StatusCode.PLAY_FAILED, "no key frame of it follows"));
        } else {
            current.endAt(at);
            successor = new Successor(next, items.versionFrom(at, reader, player.form(), current), current);
        }
        context.onMore().run();
    }

    private void discard(FrameReader reader) {
        context.opener().discard(new Opened.Recorded(reader));
    }

    /** The first bytes of a successor that takes over with these; null when there are none yet. */
    @Nullable
    Piece first(int maxBytes) {
        return successor == null || successor.before() != null
                ? null
                : successor.playing().next(maxBytes);
    }

    /** Whether the successor is the very content that plays: it can take over anywhere. */
    boolean isSameContent() {
        return successor != null && successor.before() != null;
    }

    /** What now takes over; null if there is nothing. */
    @Nullable
    Successor take() {
        Successor taken = successor;
        successor = null;
        return taken;
    }

    /** What plays goes on to its end. */
    void drop() {
        Successor dropped = take();
        if (dropped != null) {
            dropped.playing().close();
            if (dropped.before() != null) {
                dropped.before().playOn();
            }
        }
    }

    void form(RtmpForm changed) {
        if (successor != null) {
            successor.playing().form(changed);
        }
    }
}
