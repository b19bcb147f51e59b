package io.millrace.rtmp.session;

import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Transition;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import java.util.Optional;

/**
 * What a carrier is to do, in the order of the list it got. Immutable.
 *
 * <p>Those that ask for a decision ({@link ConnectRequested}, {@link PublishRequested}, {@link PlayRequested} and {@link
 * SeekRequested}) are answered by the method of {@link ServerSession} named there; until then the carrier holds further
 * messages back. Calls may be answered whenever their answer is there.
 */
public sealed interface SessionEvent {
    /** What is the same from either side. */
    sealed interface Common extends SessionEvent, ClientEvent {}

    /** Send a message with timestamp 0 [IP-15]; Set Chunk Size applies to what is sent after it. */
    record Send(RtmpMessage message, int streamId) implements Common {}

    /** From now on the peer sends chunks of up to {@code bytes}: tell the chunk reader at once. */
    record PeerChunkSize(int bytes) implements Common {}

    /** Tell the chunk reader to drop the partial message on that chunk stream. */
    record AbortChunkStream(long chunkStreamId) implements Common {}

    /** Decide by {@link ServerSession#acceptConnect} or {@link ServerSession#rejectConnect}. */
    record ConnectRequested(ConnectRequest request) implements SessionEvent {}

    /** Decide by {@link ServerSession#acceptPublish} or {@link ServerSession#refusePublish}. */
    record PublishRequested(int streamId, StreamPath path, PublishType type) implements SessionEvent {}

    /**
     * Decide by {@link ServerSession#acceptPlay} or {@link ServerSession#refusePlay}. A play on a stream that plays
     * already comes after {@link PlayEnded} of the old one.
     *
     * @param reset whether what was played before is to be forgotten; else this goes after it
     */
    record PlayRequested(int streamId, StreamPath path, PlayRange range, boolean reset) implements SessionEvent {}

    /**
     * To be played after what plays on that stream now and what was queued before; what plays goes on, whether
     * this is possible or not.
     */
    record PlayQueued(int streamId, StreamPath path, PlayRange range) implements SessionEvent {}

    /**
     * A player is to go over to another stream. For what begins anew, with nothing to go over from, {@link
     * PlayRequested} comes instead.
     *
     * @param path of the stream to go over to; empty for {@link Transition.Kind#STOP}
     * @param oldPath of the stream to leave; empty for the one that plays
     */
    record TransitionRequested(
            int streamId, Transition transition, Optional<StreamPath> path, Optional<StreamPath> oldPath)
            implements SessionEvent {}

    /**
     * Decide by {@link ServerSession#acceptSeek} or {@link ServerSession#refuseSeek}.
     *
     * @param millis wanted position in the recorded stream; not below 0
     */
    record SeekRequested(int streamId, long millis) implements SessionEvent {}

    /** Answer by {@link ServerSession#result}: the length of the recorded stream in seconds, 0 for none [IP-52]. */
    record StreamLengthRequested(double transactionId, StreamPath path) implements SessionEvent {}

    /**
     * A method that is not the protocol's own. Answer by the session's {@code result} or {@code error}
     * [R-112, R-131].
     */
    record CallReceived(Command call) implements Common {}

    /**
     * The peer has answered a call of ours, or one that never was.
     *
     * @param ok whether it was a {@code _result} and not an {@code _error}
     * @param value its result or what it says of the error
     */
    record CallAnswered(double transactionId, boolean ok, AmfValue value) implements Common {}

    /** For a shared object; its body is not looked into yet. */
    record SharedObjectReceived(RtmpMessage.SharedObject message) implements Common {}

    /** The client has stopped publishing; also for a request not yet decided. */
    record PublishEnded(int streamId) implements SessionEvent {}

    /** The client has stopped playing; also for a request not yet decided. */
    record PlayEnded(int streamId) implements SessionEvent {}

    /** A frame, as the FLV tag body it is; only after publish, or a client's play, was accepted. */
    record MediaReceived(int streamId, int timestamp, MediaType type, Bytes body) implements Common {}

    /** Media or data on a stream that does not publish: counted. */
    record MediaIgnored(int streamId) implements SessionEvent {}

    /**
     * Data to keep under a name, and to send to present and future players.
     *
     * @param body name and values as AMF0, as players get it: without {@code @setDataFrame}
     */
    record DataFrameSet(int streamId, int timestamp, String name, Bytes body) implements SessionEvent {}

    /** Data kept under that name is to be forgotten. */
    record DataFrameCleared(int streamId, String name) implements SessionEvent {}

    /**
     * Data to pass on to present players only, or what a player got of it.
     *
     * @param body AMF0 as in message type 18, also when it came as type 15; not known to be well-formed [IP-61]
     */
    record DataReceived(int streamId, int timestamp, Bytes body) implements Common {}

    /** A player wants audio or not, until the stream is deleted; may come before play. */
    record ReceiveAudio(int streamId, boolean on) implements SessionEvent {}

    /** A player wants video or not, until the stream is deleted; may come before play. */
    record ReceiveVideo(int streamId, boolean on) implements SessionEvent {}

    /** A player pauses or goes on; the client has been told so. */
    record Pause(int streamId, boolean paused) implements SessionEvent {}

    /** A NetStream is gone, and with it what was chosen for it: the ID may soon be another one's. */
    record StreamDeleted(int streamId) implements SessionEvent {}

    /** Which SWF file the client is, as it was asked: compare with {@link SwfFile#answer}. */
    record SwfAnswered(Bytes answer) implements SessionEvent {}

    /** A player's buffer; may come before play and for stream 0. */
    record BufferLength(int streamId, long millis) implements SessionEvent {}

    /**
     * The answer to our last ping came.
     *
     * @param sentMillis the time given to {@code ping}; the round trip is the time since then
     */
    record PingAnswered(long sentMillis) implements Common {}

    /**
     * The peer limits what may be on the way to it: no media is to follow while {@code bytes} of what was sent are not
     * {@link Acknowledged acknowledged}. Peers that never acknowledge are common, so the carrier may let it be.
     *
     * @param bytes enough to be sent while an acknowledgement is on its way
     */
    record OutputWindow(long bytes) implements Common {}

    /**
     * The peer says how much it has received.
     *
     * @param sequenceNumber bytes so far modulo 2^32, with or without the handshake's; may be nonsense [IP-31]
     */
    record Acknowledged(long sequenceNumber) implements Common {}

    /** Something was ignored: to be counted by cause, and logged with care for the amount. */
    record Dropped(DropCause cause, String text) implements Common {}

    /**
     * End the connection once everything sent before has left. Nothing follows.
     *
     * @param protocolError whether the peer has broken the protocol: to be counted
     */
    record Close(String reason, boolean protocolError) implements Common {}

    enum MediaType {
        AUDIO,
        VIDEO
    }

    enum DropCause {
        /** It could not be read. */
        MALFORMED,
        /** It was readable but not allowed now. */
        UNEXPECTED,
        /** Its type or name has no meaning here. */
        UNKNOWN
    }
}
