package io.millrace.server.config;

import java.time.Duration;

/** The RTMP listener and its connections: {@code rtmp:} in millrace.yaml. */
public record RtmpConfig(
        @Option(doc = "Address to listen on. Empty: all addresses, IPv4 and IPv6.")
        String bind,

        @Option(doc = "TCP port. 0 picks a free one.", byDefault = "1935", max = "65535")
        int port,

        @Option(
                doc =
                        "What may come to this port, told apart by its first bytes: rtmp is TCP, rtmps TLS, rtmpt the HTTP"
                                + " tunnel, rtmpts both. all has those with TLS once there is a certificate. http and https, for"
                                + " what http.port serves, are here only by name.",
                byDefault = "all")
        Carriers carriers,

        @Option(
                doc =
                        "Proxies in front of this port. They, and nobody else, say in a PROXY protocol header (version 1 or 2) who"
                                + " connects; without one their connections are closed.")
        AddressRanges trustedProxies,

        @Option(
                doc =
                        "Accept RTMPE from clients that ask for it. It hides what is sent from nobody who wants to see it: use"
                                + " TLS for that.",
                byDefault = "false")
        boolean rtmpe,

        @Option(
                doc = "Size of the chunks sent. Some clients do not read larger ones.",
                byDefault = "60000B",
                min = "128B",
                max = "64KiB")
        ByteSize chunkSize,

        @Option(
                doc = "Close a connection that has not completed its handshake in this time.",
                byDefault = "10s",
                min = "100ms",
                max = "1h")
        Duration handshakeTimeout,

        @Option(
                doc = "Close a connection that has sent nothing at all for this long. Any byte counts, an answer"
                        + " to a ping too. 0 never does.",
                byDefault = "60s",
                max = "24h")
        Duration idleTimeout,

        @Option(doc = "Send a ping to a client this often. 0 never does.", byDefault = "30s", max = "24h")
        Duration pingInterval,

        @Option(
                doc =
                        "Connections at a time, the ones in their handshake and the sessions of the HTTP tunnel included. There"
                                + " may be twice as many sockets, since those of the tunnel carry requests.",
                byDefault = "10000",
                min = "1")
        int maxConnections,

        @Option(
                doc =
                        "Connections at a time from one IP address, counted the same way, and twice as many sockets. 0: no limit"
                                + " of its own.",
                byDefault = "0")
        int maxConnectionsPerAddress,

        @Option(
                doc = "Longest message accepted; a longer one ends its connection. The format itself ends at 16MiB.",
                byDefault = "16MiB",
                min = "64KiB",
                max = "16MiB")
        ByteSize maxMessageBytes,

        @Option(
                doc = "Unfinished messages of one connection, over all its chunk streams. More ends the connection.",
                byDefault = "32MiB",
                min = "64KiB",
                notBelow = "max-message-bytes")
        ByteSize maxPendingBytes,

        @Option(
                doc =
                        "Unfinished messages of all connections. When there are more, connections that hold more than 64KiB of"
                                + " them are closed. 0: a quarter of the JVM's largest heap.",
                byDefault = "0B")
        ByteSize maxPendingTotalBytes,

        @Option(
                doc = "Ask the client to acknowledge after this many bytes.",
                byDefault = "2500000B",
                min = "4KiB",
                max = "2GiB")
        ByteSize windowAckSize,

        @Option(
                doc =
                        "Hold media back from a client that limits our bandwidth (Set Peer Bandwidth) while it has so many"
                                + " bytes not acknowledged, or twice window-ack-size if that is more. Some clients never"
                                + " acknowledge, and are then closed as stalled.",
                byDefault = "false")
        boolean enforceWindow,

        @Option(
                doc = "How long an application may take to answer a client, and a client to answer a remote call of an"
                        + " application.",
                byDefault = "30s",
                min = "100ms",
                max = "1h")
        Duration callTimeout,

        @Option(
                doc = "Remote calls of one client that may wait for an answer, in each direction. More fail at once.",
                byDefault = "100",
                min = "1",
                max = "100000")
        int maxCalls,

        @Option(
                doc =
                        "Size of the remote calls of one client that wait until the application has done with an earlier one."
                                + " More fail at once.",
                byDefault = "1MiB",
                min = "1KiB",
                max = "1GiB")
        ByteSize maxCallBytes,

        @Option(
                doc = "Longest that a recorded stream is sent ahead of its time, however large a buffer the player asks"
                        + " for.",
                byDefault = "60s",
                min = "1s",
                max = "24h")
        Duration maxSendAhead,

        @Option(doc = "Streams that may wait in one playlist.", byDefault = "1000", min = "1")
        int maxPlaylistItems) {
    public RtmpConfig {
        Options.check(
                RtmpConfig.class,
                bind,
                port,
                carriers,
                trustedProxies,
                rtmpe,
                chunkSize,
                handshakeTimeout,
                idleTimeout,
                pingInterval,
                maxConnections,
                maxConnectionsPerAddress,
                maxMessageBytes,
                maxPendingBytes,
                maxPendingTotalBytes,
                windowAckSize,
                enforceWindow,
                callTimeout,
                maxCalls,
                maxCallBytes,
                maxSendAhead,
                maxPlaylistItems);
    }
}
