package io.millrace.client;

import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.message.UserControl;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link NetStream} tells and asks the one who uses it. Everything is called on the connection's event loop, which
 * serves other connections too: nothing here may block. An exception ends the stream.
 */
public interface NetStreamHandler {
    /** A frame that plays: its body as received, its time unwrapped to 64 bits. */
    default void frame(MediaFrame frame) {}

    /** All that was received at once has been handed on. */
    default void readComplete() {}

    /** The server says something of the stream that does not end it, such as NetStream.Play.UnpublishNotify. */
    default void status(ServerStatus status) {}

    /** The server says that the stream begins, ends, is dry or recorded. */
    default void event(UserControl event) {}

    /** The server wants this client on another connection [ER-040]; see {@link NetConnection#reconnectRequest}. */
    default void reconnectRequested() {}

    /**
     * The next frame to publish, asked for whenever the network can take more.
     *
     * @return null when there is none now; {@link NetStream#wake} then says when there is
     */
    default @Nullable MediaFrame next() {
        return null;
    }

    /** {@link #next} gave nothing, and all it gave before has been handed to the operating system. */
    default void drained() {}

    /** The stream, or its connection, is over: called once, for whatever reason, but not after {@link NetStream#close}. */
    default void ended(RtmpException reason) {}
}
