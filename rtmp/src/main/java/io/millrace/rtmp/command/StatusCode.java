package io.millrace.rtmp.command;

import static io.millrace.rtmp.command.StatusCode.Level.ERROR;
import static io.millrace.rtmp.command.StatusCode.Level.STATUS;
import static io.millrace.rtmp.command.StatusCode.Level.WARNING;

import java.util.Locale;

/** What an information object can say, each code with the level that goes with it [R-154, ER-046]. */
public enum StatusCode {
    CALL_BAD_VERSION("NetConnection.Call.BadVersion", ERROR),
    CALL_FAILED("NetConnection.Call.Failed", ERROR),
    CALL_PROHIBITED("NetConnection.Call.Prohibited", ERROR),
    CONNECT_APP_SHUTDOWN("NetConnection.Connect.AppShutdown", ERROR),
    CONNECT_CLOSED("NetConnection.Connect.Closed", STATUS),
    CONNECT_FAILED("NetConnection.Connect.Failed", ERROR),
    CONNECT_IDLE_TIME_OUT("NetConnection.Connect.IdleTimeOut", STATUS),
    CONNECT_INVALID_APP("NetConnection.Connect.InvalidApp", ERROR),
    CONNECT_NETWORK_CHANGE("NetConnection.Connect.NetworkChange", STATUS),
    CONNECT_RECONNECT_REQUEST("NetConnection.Connect.ReconnectRequest", STATUS),
    CONNECT_REJECTED("NetConnection.Connect.Rejected", ERROR),
    CONNECT_SUCCESS("NetConnection.Connect.Success", STATUS),
    PROXY_NOT_RESPONDING("NetConnection.Proxy.NotResponding", ERROR),

    BUFFER_EMPTY("NetStream.Buffer.Empty", STATUS),
    BUFFER_FLUSH("NetStream.Buffer.Flush", STATUS),
    BUFFER_FULL("NetStream.Buffer.Full", STATUS),
    DATA_START("NetStream.Data.Start", STATUS),
    FAILED("NetStream.Failed", ERROR),
    PAUSE_NOTIFY("NetStream.Pause.Notify", STATUS),
    PLAY_COMPLETE("NetStream.Play.Complete", STATUS),
    PLAY_FAILED("NetStream.Play.Failed", ERROR),
    PLAY_FILE_STRUCTURE_INVALID("NetStream.Play.FileStructureInvalid", ERROR),
    PLAY_INSUFFICIENT_BW("NetStream.Play.InsufficientBW", WARNING),
    PLAY_NO_SUPPORTED_TRACK_FOUND("NetStream.Play.NoSupportedTrackFound", ERROR),
    PLAY_PUBLISH_NOTIFY("NetStream.Play.PublishNotify", STATUS),
    PLAY_RESET("NetStream.Play.Reset", STATUS),
    PLAY_START("NetStream.Play.Start", STATUS),
    PLAY_STOP("NetStream.Play.Stop", STATUS),
    PLAY_STREAM_NOT_FOUND("NetStream.Play.StreamNotFound", ERROR),
    PLAY_SWITCH("NetStream.Play.Switch", STATUS),
    PLAY_TRANSITION("NetStream.Play.Transition", STATUS),
    PLAY_TRANSITION_COMPLETE("NetStream.Play.TransitionComplete", STATUS),
    PLAY_UNPUBLISH_NOTIFY("NetStream.Play.UnpublishNotify", STATUS),
    PUBLISH_BAD_NAME("NetStream.Publish.BadName", ERROR),
    PUBLISH_DENIED("NetStream.Publish.Denied", ERROR),
    PUBLISH_IDLE("NetStream.Publish.Idle", STATUS),
    PUBLISH_START("NetStream.Publish.Start", STATUS),
    RECORD_FAILED("NetStream.Record.Failed", ERROR),
    RECORD_NO_ACCESS("NetStream.Record.NoAccess", ERROR),
    RECORD_START("NetStream.Record.Start", STATUS),
    RECORD_STOP("NetStream.Record.Stop", STATUS),
    SEEK_FAILED("NetStream.Seek.Failed", ERROR),
    SEEK_INVALID_TIME("NetStream.Seek.InvalidTime", ERROR),
    SEEK_NOTIFY("NetStream.Seek.Notify", STATUS),
    UNPAUSE_NOTIFY("NetStream.Unpause.Notify", STATUS),
    UNPUBLISH_SUCCESS("NetStream.Unpublish.Success", STATUS);

    private final String code;
    private final Level level;

    StatusCode(String code, Level level) {
        this.code = code;
        this.level = level;
    }

    /** As on the wire. */
    public String code() {
        return code;
    }

    public Level level() {
        return level;
    }

    /** How bad it is; clients fail on any level but {@code status} [IP-51]. */
    public enum Level {
        STATUS,
        WARNING,
        ERROR;

        /** As on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
