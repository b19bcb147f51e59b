package io.millrace.server.application;

import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;

/**
 * A program on the server: what clients of an application may do, and what they can call. Each method has a default that
 * allows everything, so an application overrides what it cares for. {@code MillraceServer.builder} takes it, under a name
 * or a pattern; one object serves all clients, {@link ApplicationInstance}s and threads.
 *
 * <p>Hooks run on virtual threads, for one client one after the other and in the order of what it did, for several
 * clients at the same time. They may block: only that client waits, its media and calls included while it is asked to
 * connect, to publish or to play. A hook that throws counts as a rejection, and so does one that takes longer than
 * {@code rtmp.call-timeout}.
 *
 * <p>The {@link io.millrace.server.auth.Authorizer} is asked before {@link #publish} and {@link #play}; both must agree.
 */
public interface Application {

    /**
     * Whether a client may connect. It cannot be called before {@link #connected}.
     *
     * @param arguments what the client gave to connect beside the address, such as a user name
     */
    default Admission connect(Client client, Arguments arguments) {
        return Admission.accept();
    }

    /** A client is there and can be called. {@link #disconnected} will follow. */
    default void connected(Client client) {}

    /** A client that was connected is gone. The last hook of this client. */
    default void disconnected(Client client) {}

    /** Whether a client may publish a stream; if it may, {@link #unpublished} will follow. */
    default Admission publish(Client client, StreamPath stream, PublishType type) {
        return Admission.accept();
    }

    /** A client has stopped publishing, or could not for a reason of the server's. */
    default void unpublished(Client client, StreamPath stream) {}

    /** Whether a client may play a stream, which may not be there yet; if it may, {@link #stopped} will follow. */
    default Admission play(Client client, StreamPath stream) {
        return Admission.accept();
    }

    /**
     * A client has stopped playing, or could not for a reason of the server's: told when nothing is played on its
     * NetStream any more, and of a stream that is to be played there once more when that has been accepted.
     */
    default void stopped(Client client, StreamPath stream) {}

    /**
     * What a client may do with shared objects. Asked for once, when the client first says something of one, on its event
     * loop: this hook must not block, and neither may the rules. If it throws, the client may do nothing with them.
     */
    default SharedObjectRules sharedObjects(Client client) {
        return SharedObjectRules.ALL;
    }

    /** What clients can call. Asked for once, when the server starts. */
    default Methods methods() {
        return Methods.NONE;
    }
}
