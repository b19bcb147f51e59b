package io.millrace.rtmp.session;

import static io.millrace.rtmp.ProtocolException.Scope.STREAM;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.session.StreamCommand.Accept;
import io.millrace.rtmp.session.StreamCommand.Close;
import io.millrace.rtmp.session.StreamCommand.Pause;
import io.millrace.rtmp.session.StreamCommand.Play;
import io.millrace.rtmp.session.StreamCommand.Publish;
import io.millrace.rtmp.session.StreamCommand.Refuse;

/**
 * Where one NetStream stands. The specification gives no diagram, so this is ours:
 *
 * <pre>
 *   Idle --publish--> PublishPending --accept--> Publishing     close or refuse: Idle
 *   Idle --play-----> PlayPending ----accept--> Playing         close or refuse: Idle
 *                          ^-----play with reset----'           pause sets Playing.paused
 * </pre>
 */
sealed interface StreamState {
    record Idle() implements StreamState {}

    record PublishPending(StreamPath path) implements StreamState {}

    record Publishing(StreamPath path) implements StreamState {}

    record PlayPending(StreamPath path, boolean reset) implements StreamState {}

    record Playing(StreamPath path, boolean paused) implements StreamState {}

    /**
     * The state after {@code command}. Pure: replies are the caller's business.
     *
     * @throws ProtocolException of STREAM scope if it makes no sense now
     */
    default StreamState after(StreamCommand command) {
        return switch (command) {
            case Publish(StreamPath path) when this instanceof Idle -> new PublishPending(path);
            case Play(StreamPath path, boolean reset) when this instanceof Idle -> new PlayPending(path, reset);
            // Without reset it would go after what plays now; there are no playlists of live streams.
            case Play(StreamPath path, boolean reset)
            when this instanceof Playing && reset -> new PlayPending(path, true);
            case Accept() when this instanceof PublishPending(StreamPath path) -> new Publishing(path);
            case Accept() when this instanceof PlayPending(StreamPath path, boolean reset) -> new Playing(path, false);
            case Pause(boolean paused)
            when this instanceof Playing(StreamPath path, boolean before) -> new Playing(path, paused);
            case Refuse() when !(this instanceof Idle) -> new Idle();
            case Close() -> new Idle();
            default ->
                throw new ProtocolException(
                        STREAM,
                        command.getClass().getSimpleName() + " while "
                                + getClass().getSimpleName());
        };
    }
}
