package io.millrace.rtmp.session;

import io.millrace.amf.AmfProperties;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.message.UserControl;

/**
 * What the carrier of a client is to do, or what a server said, in the order of the list it got. Immutable. Those of
 * {@link SessionEvent.Common} are the same from either side.
 */
public sealed interface ClientEvent
        permits SessionEvent.Common,
                ClientEvent.Connected,
                ClientEvent.ConnectRefused,
                ClientEvent.StreamCreated,
                ClientEvent.StreamNotCreated,
                ClientEvent.PublishStarted,
                ClientEvent.PlayStarted,
                ClientEvent.StreamEnded,
                ClientEvent.StatusReceived,
                ClientEvent.SwfVerificationRequested,
                ClientEvent.StreamEvent {

    /**
     * The server has accepted connect.
     *
     * @param server all it said of itself, in either of its objects [ER-173]
     */
    record Connected(AmfProperties server) implements ClientEvent {}

    /** The server has refused connect; it closes now. */
    record ConnectRefused(ServerStatus status) implements ClientEvent {}

    /**
     * A NetStream can be used.
     *
     * @param transactionId as {@link ClientSession#createStream} was given
     */
    record StreamCreated(double transactionId, int streamId) implements ClientEvent {}

    record StreamNotCreated(double transactionId, ServerStatus status) implements ClientEvent {}

    /** Media may be sent. */
    record PublishStarted(int streamId, ServerStatus status) implements ClientEvent {}

    /** Media comes, or is there already. */
    record PlayStarted(int streamId, ServerStatus status) implements ClientEvent {}

    /** The server does not do, or no longer does, what was asked of a stream; it can be used again. */
    record StreamEnded(int streamId, ServerStatus status) implements ClientEvent {}

    /** Anything else the server has to say, on stream 0 of the connection [R-130, R-140, ER-040]. */
    record StatusReceived(int streamId, ServerStatus status) implements ClientEvent {}

    /** The server asks which SWF file the client is; {@link ClientSession#answerSwfVerification} says it. */
    record SwfVerificationRequested() implements ClientEvent {}

    /** The server tells of a stream: begin, end of file, dry, recorded, buffer. */
    record StreamEvent(UserControl event) implements ClientEvent {}
}
