package io.millrace.client;

import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.session.ClientSessionSettings;
import java.time.Duration;

/**
 * How a client behaves, whatever it does; all of it has a default.
 *
 * @param threads that own the sockets; one carries thousands of streams
 * @param connectTimeout until a server accepts the TCP connection, for each of its addresses
 * @param answerTimeout for each answer the server owes: handshake, connect, publish, play, a remote call
 * @param readTimeout a server that plays to us and sends nothing at all for this long is given up; zero waits for ever
 * @param stalledPeer a server that takes nothing of what was sent for this long is given up
 * @param digestHandshake whether the handshake has digests, which servers of the Flash era ask for and others pass over
 * @param maxMessageBytes longest message that is received, up to 16 MiB
 * @param connect what connect says: codecs, capabilities, AMF version, further properties
 */
public record ClientSettings(
        int threads,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration readTimeout,
        Duration stalledPeer,
        boolean digestHandshake,
        int maxMessageBytes,
        ClientSessionSettings session,
        ConnectCommand connect) {

    public static final ClientSettings DEFAULT = new ClientSettings(
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            true,
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
        if (readTimeout.isNegative()) {
            throw new IllegalArgumentException("read timeout " + readTimeout + " (expected: 0 or more)");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + " (expected: more than 0)");
        }
    }

    public ClientSettings withThreads(int newThreads) {
        return new ClientSettings(
                newThreads,
                connectTimeout,
                answerTimeout,
                readTimeout,
                stalledPeer,
                digestHandshake,
                maxMessageBytes,
                session,
                connect);
    }

    /** With one time for all that is waited for: the TCP connection, and each answer. */
    public ClientSettings withTimeout(Duration timeout) {
        return new ClientSettings(
                threads,
                timeout,
                timeout,
                readTimeout,
                stalledPeer,
                digestHandshake,
                maxMessageBytes,
                session,
                connect);
    }

    public ClientSettings withReadTimeout(Duration newReadTimeout) {
        return new ClientSettings(
                threads,
                connectTimeout,
                answerTimeout,
                newReadTimeout,
                stalledPeer,
                digestHandshake,
                maxMessageBytes,
                session,
                connect);
    }

    public ClientSettings withConnect(ConnectCommand newConnect) {
        return new ClientSettings(
                threads,
                connectTimeout,
                answerTimeout,
                readTimeout,
                stalledPeer,
                digestHandshake,
                maxMessageBytes,
                session,
                newConnect);
    }
}
