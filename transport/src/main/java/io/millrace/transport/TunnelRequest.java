package io.millrace.transport;

import io.millrace.transport.TunnelPath.Action;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * One request to a session: stands between its socket and the session, which may be on different event loops, and takes what
 * one says to the loop of the other.
 */
final class TunnelRequest {
    private final TunnelPath path;
    private final TunnelRequests socket;
    private final ServerTunnel session;

    TunnelRequest(TunnelPath path, TunnelRequests socket, ServerTunnel session) {
        this.path = path;
        this.socket = socket;
        this.session = session;
    }

    Action action() {
        return path.action();
    }

    /** {@link TunnelPath#NO_NUMBER} if it has none. */
    long number() {
        return path.number();
    }

    // ---- called by the socket ----

    /** Its head has come. */
    void arrived() {
        toSession(() -> session.request(this));
    }

    /** A part of its body, which is released by whom it is given to. */
    void body(ByteBuf part, boolean last) {
        toSession(() -> session.body(this, part, last));
    }

    /** Its socket has closed, and there was no answer. */
    void lost(String reason) {
        toSession(() -> session.lost(reason));
    }

    // ---- called by the session ----

    /** Asks for the next part of its body. */
    void readOn() {
        toSocket(socket::next);
    }

    /** Answers with {@code body}, which is {@link TunnelConnection#written} when it has left or failed to. */
    void answer(TunnelBody body) {
        Consumer<Boolean> written = success -> toSession(() -> session.answered(body, success));
        toSocket(() -> socket.answer(body, written));
    }

    /** Answers that it is over. */
    void answerClosed() {
        toSocket(socket::answerClosed);
    }

    /** Answers that there is no such thing. */
    void refuse() {
        toSocket(() -> socket.refuse(this));
    }

    private void toSession(Runnable call) {
        EventLoops.run(session.eventLoop(), call);
    }

    private void toSocket(Runnable call) {
        EventLoops.run(socket.eventLoop(), call);
    }
}
