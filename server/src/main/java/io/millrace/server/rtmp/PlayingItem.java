package io.millrace.server.rtmp;

import io.millrace.hub.Piece;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A playlist item while it is played: wire bytes of media with times that suit the player's time line. On the
 * connection's event loop.
 */
interface PlayingItem {
    /** The next bytes, whole messages but for one larger than {@code maxBytes}; null when there is nothing yet. */
    @Nullable
    Piece next(int maxBytes);

    /** What is left of a message that {@link #next} has begun; to be sent before anything takes this item's place. */
    default @Nullable Piece rest() {
        return null; // most hand out whole messages
    }

    /**
     * Whether all of it has been handed out.
     *
     * @param othersFollow whether something else is to be played after it: a live stream without a publisher is then over
     */
    boolean ended(boolean othersFollow);

    /** Time on the wire at which what follows this item is to begin; 0 when nothing of it was played. */
    long nextMillis();

    /** Takes another form from here on: audio or video is wanted, or not any more. */
    void form(RtmpForm form);

    void pause(boolean paused);

    /** Whether {@link #seek} does something: live streams do not seek. */
    default boolean canSeek() {
        return false;
    }

    /** Goes to the key frame at or before that position of the recording. */
    default void seek(long millis) {}

    /** How far ahead of what is shown now the client wants to be; live is sent as it comes. */
    default void buffer(long millis) {}

    /** Why it has ended before its time; null if it has not. */
    default @Nullable IOException failure() {
        return null;
    }

    /** What was played so far, for the one who is told that it is complete. */
    Played played();

    void close();

    /**
     * How much of an item was played.
     *
     * @param bytes of audio and video
     */
    record Played(long durationMillis, long bytes) {}
}
