package io.millrace.rtmp.session;

import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Transition;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Pause;
import io.millrace.rtmp.session.SessionEvent.PlayQueued;
import io.millrace.rtmp.session.SessionEvent.PlayRequested;
import io.millrace.rtmp.session.SessionEvent.PublishRequested;
import io.millrace.rtmp.session.SessionEvent.ReceiveAudio;
import io.millrace.rtmp.session.SessionEvent.ReceiveVideo;
import io.millrace.rtmp.session.SessionEvent.SeekRequested;
import io.millrace.rtmp.session.SessionEvent.TransitionRequested;
import io.millrace.rtmp.session.StreamCommand.Accept;
import io.millrace.rtmp.session.StreamCommand.Close;
import io.millrace.rtmp.session.StreamCommand.Play;
import io.millrace.rtmp.session.StreamCommand.Publish;
import io.millrace.rtmp.session.StreamState.Playing;
import io.millrace.rtmp.session.StreamState.Publishing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that are about one NetStream of a connected client. */
final class StreamCommands {
    private final NetStreams streams;
    private final ConnectRequest connect;

    StreamCommands(NetStreams streams, ConnectRequest connect) {
        this.streams = streams;
        this.connect = connect;
    }

    List<SessionEvent> on(int messageStreamId, Command call) {
        int streamId = streams.target(messageStreamId);
        if (streams.state(streamId) == null) {
            return refused(streamId, call, call.name() + " on unknown stream " + streamId);
        }
        try {
            return switch (call.name()) {
                case "publish" -> publish(streamId, call);
                case "play" -> play(streamId, call);
                case "pause", "pauseRaw" -> pause(streamId, call);
                case "receiveAudio" -> receive(streamId, call, new ReceiveAudio(streamId, isTrue(call.argument(1))));
                case "receiveVideo" -> receive(streamId, call, new ReceiveVideo(streamId, isTrue(call.argument(1))));
                case "seek" -> seek(streamId, call);
                case "play2" -> play2(streamId, call);
                default -> close(streamId);
            };
        } catch (ProtocolException e) {
            return refused(streamId, call, String.valueOf(e.getMessage()));
        }
    }

    /** Publish and play are answered on the stream, where clients wait for it; other calls as calls. */
    private static List<SessionEvent> refused(int streamId, Command call, String description) {
        return switch (call.name()) {
            case "publish" -> List.of(Replies.onStatus(streamId, StatusCode.PUBLISH_BAD_NAME, description));
            case "play", "play2" -> List.of(Replies.onStatus(streamId, StatusCode.PLAY_FAILED, description));
            default -> Replies.callFailed(call, UNEXPECTED, description);
        };
    }

    private List<SessionEvent> publish(int streamId, Command call) {
        return switch (call.argument(1)) {
            case AmfString(String name) -> {
                StreamPath path = path(name);
                streams.apply(streamId, new Publish(path));
                yield List.of(new PublishRequested(streamId, path, PublishType.of(call.argument(2))));
            }
            // Without a name it means the opposite.
            case AmfBoolean(boolean on) when !on -> close(streamId);
            case AmfNull() -> close(streamId);
            case AmfUndefined() -> close(streamId);
            default -> refused(streamId, call, "publish of no name");
        };
    }

    private List<SessionEvent> play(int streamId, Command call) {
        return switch (call.argument(1)) {
            case AmfString(String name) -> {
                PlayRange range = PlayRange.of(call.argument(2), call.argument(3));
                yield play(streamId, path(name), range, isTrue(call.argument(4)));
            }
            case AmfBoolean(boolean on) when !on -> close(streamId);
            default -> refused(streamId, call, "play of no name");
        };
    }

    /** Without reset it goes after what plays; with it, and on a stream that does not play, it plays now. */
    private List<SessionEvent> play(int streamId, StreamPath path, PlayRange range, boolean reset) {
        if (streams.state(streamId) instanceof Playing && !reset) {
            return List.of(new PlayQueued(streamId, path, range));
        }
        StreamState before = streams.apply(streamId, new Play(path, reset));
        List<SessionEvent> events = new ArrayList<>(NetStreams.ended(streamId, before));
        events.add(new PlayRequested(streamId, path, range, reset));
        return events;
    }

    private List<SessionEvent> play2(int streamId, Command call) {
        Optional<Transition> wanted = Transition.of(call.argument(1));
        if (wanted.isEmpty()) {
            return refused(streamId, call, "play2 without a transition or a stream name that are known");
        }
        Transition transition = wanted.get();
        boolean playing = streams.state(streamId) instanceof Playing;
        return switch (transition.kind()) {
            case RESET -> play(streamId, path(transition.name()), transition.range(), true);
            case RESUME -> resume(streamId, transition);
            case APPEND -> play(streamId, path(transition.name()), transition.range(), false);
            case APPEND_AND_WAIT -> {
                if (!playing) {
                    streams.apply(streamId, new Play(path(transition.name()), false));
                    streams.apply(streamId, new Accept());
                }
                yield List.of(requested(streamId, transition));
            }
            case SWAP, SWITCH, STOP ->
                playing
                        ? List.of(requested(streamId, transition))
                        : refused(streamId, call, "nothing plays that could be left");
        };
    }

    private TransitionRequested requested(int streamId, Transition transition) {
        return new TransitionRequested(
                streamId,
                transition,
                Optional.of(transition.name()).filter(name -> !name.isEmpty()).map(this::path),
                Optional.of(transition.oldName())
                        .filter(name -> !name.isEmpty())
                        .map(this::path));
    }

    /** Goes on where another connection was lost, so nothing is forgotten that the client should hear of. */
    private List<SessionEvent> resume(int streamId, Transition transition) {
        PlayRange range = transition.offsetMillis() >= 0
                ? new PlayRange(transition.offsetMillis(), transition.range().durationMillis())
                : transition.range();
        return play(streamId, path(transition.name()), range, streams.state(streamId) instanceof Playing);
    }

    private List<SessionEvent> seek(int streamId, Command call) {
        double millis = call.argument(1).asNumber().orElse(Double.NaN);
        if (!(streams.state(streamId) instanceof Playing)) {
            return List.of(Replies.onStatus(streamId, StatusCode.SEEK_FAILED, "Nothing plays that could seek."));
        }
        if (!Double.isFinite(millis)) {
            String description = "Cannot seek to " + millis + " (expected: milliseconds).";
            return List.of(Replies.onStatus(streamId, StatusCode.SEEK_INVALID_TIME, description));
        }
        return List.of(new SeekRequested(streamId, (long) Math.max(0, millis)));
    }

    private StreamPath path(String name) {
        return StreamPath.of(connect.app(), connect.tcUrl(), name);
    }

    /** The stream can be used again. Publishers and players may wait to hear of the end [IP-44]. */
    private List<SessionEvent> close(int streamId) {
        StreamState before = streams.apply(streamId, new Close());
        List<SessionEvent> events = new ArrayList<>(NetStreams.ended(streamId, before));
        if (before instanceof Publishing(StreamPath path)) {
            events.add(Replies.onStatus(streamId, StatusCode.UNPUBLISH_SUCCESS, path + " is now unpublished."));
        } else if (before instanceof Playing(StreamPath path, boolean paused)) {
            events.add(Replies.onStatus(streamId, StatusCode.PLAY_STOP, "Stopped playing " + path + "."));
        }
        return events;
    }

    private List<SessionEvent> pause(int streamId, Command call) {
        boolean paused = isTrue(call.argument(1));
        streams.apply(streamId, new StreamCommand.Pause(paused));
        // The player's time plays no part: what follows is what was not sent yet, and that is later.
        return List.of(
                Replies.onStatus(
                        streamId,
                        paused ? StatusCode.PAUSE_NOTIFY : StatusCode.UNPAUSE_NOTIFY,
                        paused ? "Paused." : "Unpaused."),
                new Pause(streamId, paused));
    }

    /** Off is not answered; on is, but only to who plays: some say it before they play. */
    private List<SessionEvent> receive(int streamId, Command call, SessionEvent receive) {
        if (!isTrue(call.argument(1)) || !(streams.state(streamId) instanceof Playing)) {
            return List.of(receive);
        }
        return List.of(
                Replies.onStatus(streamId, StatusCode.SEEK_NOTIFY, "Resumed."),
                Replies.onStatus(streamId, StatusCode.PLAY_START, "Resumed."),
                receive);
    }

    /** Flags come as booleans and as numbers; the default of all of them is true. */
    private static boolean isTrue(AmfValue flag) {
        return switch (flag) {
            case AmfBoolean(boolean on) -> on;
            case AmfNumber(double number) -> number != 0;
            default -> true;
        };
    }
}
