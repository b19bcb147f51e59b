package io.millrace.client;

import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.session.ClientSessionSettings;
import io.millrace.transport.ClientTls;
import java.time.Duration;
import java.util.Optional;

/**
 * How a client behaves, whatever it does; all of it has a default.
 *
 * @param threads that own the sockets; one carries thousands of streams
 * @param connectTimeout until a server accepts the TCP connection, for each of its addresses
 * @param answerTimeout for each answer the server owes: handshake, connect, publish, play, a remote call
 * @param readTimeout a server that plays to us and sends nothing at all for this long is given up; zero waits for ever
 * @param stalledPeer a server that takes nothing of what was sent for this long is given up
 * @param linger how long the last bytes of a connection may take after it was closed, as long as the server takes some of
 *     them; one that takes nothing has 2 s
 * @param tls how servers of rtmps are verified; empty for the name in their certificate and whom the JDK trusts
 * @param digestHandshake whether the handshake has digests, which servers of the Flash era ask for and others pass over
 * @param swf which SWF file the client is, for servers that want to know; {@code SwfFile.of} makes it of a file's content
 * @param maxMessageBytes longest message that is received, up to 16 MiB
 * @param connect what connect says: codecs, capabilities, AMF version, further properties
 */
public record ClientSettings(
        int threads,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration readTimeout,
        Duration stalledPeer,
        Duration linger,
        Optional<ClientTls> tls,
        boolean digestHandshake,
        Optional<SwfFile> swf,
        int maxMessageBytes,
        ClientSessionSettings session,
        ConnectCommand connect) {

    public static final ClientSettings DEFAULT = new ClientSettings(
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Optional.empty(),
            true,
            Optional.empty(),
            0xFF_FFFF,
            ClientSessionSettings.DEFAULT,
            ConnectCommand.DEFAULT);

    /** @throws IllegalArgumentException if a number or a time is out of its range */
    public ClientSettings {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("threads " + threads + " (expected: 1 to 256)");
        }
        if (maxMessageBytes < 1024 || maxMessageBytes > 0xFF_FFFF) {
            throw new IllegalArgumentException("message bytes " + maxMessageBytes + " (expected: 1024 to 16777215)");
        }
        positive("connect timeout", connectTimeout);
        positive("answer timeout", answerTimeout);
        positive("time of a stalled peer", stalledPeer);
        positive("linger", linger);
        if (readTimeout.isNegative()) {
            throw new IllegalArgumentException("read timeout " + readTimeout + " (expected: 0 or more)");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + " (expected: more than 0)");
        }
    }

    /** When a connection is surely closed: a server that takes nothing has a little beside. */
    Duration closeLimit() {
        return linger.plusSeconds(3);
    }

    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** For the same settings but some. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The default, or other settings, with changes. For one thread. */
    public static final class Builder {
        private int threads;
        private Duration connectTimeout;
        private Duration answerTimeout;
        private Duration readTimeout;
        private Duration stalledPeer;
        private Duration linger;
        private Optional<ClientTls> tls;
        private boolean digestHandshake;
        private Optional<SwfFile> swf;
        private int maxMessageBytes;
        private ClientSessionSettings session;
        private ConnectCommand connect;

        private Builder(ClientSettings settings) {
            threads = settings.threads;
            connectTimeout = settings.connectTimeout;
            answerTimeout = settings.answerTimeout;
            readTimeout = settings.readTimeout;
            stalledPeer = settings.stalledPeer;
            linger = settings.linger;
            tls = settings.tls;
            digestHandshake = settings.digestHandshake;
            swf = settings.swf;
            maxMessageBytes = settings.maxMessageBytes;
            session = settings.session;
            connect = settings.connect;
        }

        public Builder threads(int value) {
            threads = value;
            return this;
        }

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder answerTimeout(Duration value) {
            answerTimeout = value;
            return this;
        }

        /** One time for all that is waited for: the TCP connection, and each answer. */
        public Builder timeout(Duration value) {
            return connectTimeout(value).answerTimeout(value);
        }

        public Builder readTimeout(Duration value) {
            readTimeout = value;
            return this;
        }

        public Builder stalledPeer(Duration value) {
            stalledPeer = value;
            return this;
        }

        public Builder linger(Duration value) {
            linger = value;
            return this;
        }

        public Builder tls(ClientTls value) {
            tls = Optional.of(value);
            return this;
        }

        public Builder digestHandshake(boolean value) {
            digestHandshake = value;
            return this;
        }

        public Builder swf(SwfFile value) {
            swf = Optional.of(value);
            return this;
        }

        public Builder maxMessageBytes(int value) {
            maxMessageBytes = value;
            return this;
        }

        public Builder session(ClientSessionSettings value) {
            session = value;
            return this;
        }

        public Builder connect(ConnectCommand value) {
            connect = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a number or a time is out of its range
         */
        public ClientSettings build() {
            return new ClientSettings(
                    threads,
                    connectTimeout,
                    answerTimeout,
                    readTimeout,
                    stalledPeer,
                    linger,
                    tls,
                    digestHandshake,
                    swf,
                    maxMessageBytes,
                    session,
                    connect);
        }
    }
}
