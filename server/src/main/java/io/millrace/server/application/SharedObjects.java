package io.millrace.server.application;

import io.millrace.rtmp.message.RtmpMessage;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The shared objects of all application instances. An instance is the whole path that a client connects to, such as
 * {@code chat/room1}: clients of another one have other objects. Any thread may call.
 */
public interface SharedObjects {
    /** No objects: what clients say of them is ignored. */
    SharedObjects NONE = new SharedObjects() {
        @Override
        public Member join(String instance, SharedObjectRules rules, Sink sink) {
            return new Member() {
                @Override
                public void received(RtmpMessage.SharedObject message) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public Optional<ServerSharedObject> use(String instance, String name, boolean persistent) {
            return Optional.empty();
        }
    };

    /**
     * A client that may use the objects of an instance.
     *
     * @param rules what it may do with them
     */
    Member join(String instance, SharedObjectRules rules, Sink sink);

    /**
     * Uses an object from the server's side, and makes it if it does not exist. Empty if it exists with other
     * persistence or a limit is reached.
     */
    Optional<ServerSharedObject> use(String instance, String name, boolean persistent);

    /** A client's part. Belongs to the loop of its sink. */
    interface Member extends AutoCloseable {
        /**
         * The client's message; never an exception of the client's making.
         *
         * @throws io.millrace.rtmp.ProtocolException of MESSAGE scope if it cannot be read
         */
        void received(RtmpMessage.SharedObject message);

        /** The client is gone. */
        @Override
        void close();
    }

    /** The way to a client. All but {@link #loop} is called on that loop. */
    interface Sink {
        /** Whether the client takes type 16 and not type 19. */
        boolean amf3();

        /** Sends a message and does not keep it back. The same body goes to many clients. */
        void send(RtmpMessage.SharedObject message);

        /** Whether so much waits for the client that it should be sent nothing more for now. */
        boolean isBehind();

        ScheduledExecutorService loop();

        /** From where it has connected. */
        InetAddress address();

        /** The client as the log names it. */
        @Override
        String toString();
    }
}
