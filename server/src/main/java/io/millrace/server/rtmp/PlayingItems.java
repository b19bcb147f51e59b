package io.millrace.server.rtmp;

import io.millrace.hub.LiveStream;
import io.millrace.hub.PlayStart;
import io.millrace.media.FrameReader;
import io.millrace.server.config.ApplicationConfig;
import java.util.function.LongSupplier;

/** Makes {@link PlayingItem}s of what was found: which kind, and on what times. On the connection's event loop. */
final class PlayingItems {
    /** Two versions of one live stream are not further apart than this. */
    private static final long SAME_CONTENT_MILLIS = 10_000;

    private final PlayerContext context;
    private final ApplicationConfig application;

    /** Items of one player. */
    PlayingItems(PlayerContext context, ApplicationConfig application) {
        this.context = context;
        this.application = application;
    }

    /**
     * What a player plays first. Nearly all play one live stream to its end: on its own times, so that they share its
     * bytes. A recording that is not played from its beginning begins at 0 all the same: clients add the start.
     */
    PlayingItem first(PlaylistItem item, Opened opened, RtmpForm form) {
        return switch (opened) {
            case Opened.Live(var stream)
            when liveMillis(item) == Long.MAX_VALUE -> new LiveItem(stream, form, liveStart(), context);
            case Opened.Live(var stream) -> followed(item, stream, form, liveStart(), TimeShift.none());
            case Opened.Recorded(var reader) ->
                recorded(item, reader, form, item.startMillis() > 0 ? TimeShift.fromZero() : TimeShift.none());
            case Opened.Missing(var refusal) -> throw nothing(refusal);
        };
    }

    /** What is played after something else, from {@code millis} of the player on. */
    PlayingItem following(PlaylistItem item, Opened opened, RtmpForm form, long millis) {
        TimeShift shift = TimeShift.after(() -> millis, 0);
        return switch (opened) {
            case Opened.Live(var stream) -> followed(item, stream, form, liveStart(), shift);
            case Opened.Recorded(var reader) -> recorded(item, reader, form, shift);
            case Opened.Missing(var refusal) -> throw nothing(refusal);
        };
    }

    /** A live version of what is played, from its next key frame on and where {@code current} stands then. */
    PlayingItem liveVersion(PlaylistItem item, LiveStream stream, RtmpForm form, PlayingItem current) {
        TimeShift shift = TimeShift.after(current::nextMillis, SAME_CONTENT_MILLIS);
        return followed(item, stream, form, PlayStart.NEXT_KEY_FRAME, shift);
    }

    /**
     * A recorded version of a live stream.
     *
     * @param begin where on the wire the live stream has ended, asked when this begins
     */
    PlayingItem recordedVersion(PlaylistItem item, FrameReader reader, RtmpForm form, LongSupplier begin) {
        return recorded(item, reader, form, TimeShift.after(begin, SAME_CONTENT_MILLIS));
    }

    /** Another version of a recording, from its key frame at {@code millis} on, with the times of the present one. */
    PlayingItem versionFrom(long millis, FrameReader reader, RtmpForm form, RecordedItem current) {
        return recorded(reader, form, current.sameShift(), millis, current.leftMillis(millis));
    }

    private PlayStart liveStart() {
        return application.gopCache() ? PlayStart.NEWEST_KEY_FRAME : PlayStart.NEXT_KEY_FRAME;
    }

    /** A single picture is a thing of recordings. */
    private static long liveMillis(PlaylistItem item) {
        return item.durationMillis() == 0 ? Long.MAX_VALUE : item.durationMillis();
    }

    private PlayingItem followed(
            PlaylistItem item, LiveStream stream, RtmpForm form, PlayStart start, TimeShift shift) {
        return new FollowedItem(stream, form, start, shift, liveMillis(item), context);
    }

    private PlayingItem recorded(PlaylistItem item, FrameReader reader, RtmpForm form, TimeShift shift) {
        return recorded(reader, form, shift, item.startMillis(), item.durationMillis());
    }

    private PlayingItem recorded(
            FrameReader reader, RtmpForm form, TimeShift shift, long startMillis, long durationMillis) {
        return new RecordedItem(reader, form, application.aggregates(), shift, startMillis, durationMillis, context);
    }

    private static IllegalArgumentException nothing(Refusal refusal) {
        return new IllegalArgumentException("nothing to play: " + refusal);
    }
}
