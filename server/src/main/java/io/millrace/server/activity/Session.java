package io.millrace.server.activity;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/** A client that is connected. Any thread may call. */
public interface Session {
    /** Unique while the server runs; logs have it too. */
    long id();

    /** What it came by, as in {@code rtmps} or {@code http-flv}. */
    String carrier();

    InetSocketAddress address();

    /** What it calls itself: flashVer or User-Agent, as it may stand in a log; empty if it does not. */
    String agent();

    /** Where it is connected to, as in {@code live}. */
    String application();

    Instant connectedAt();

    long bytesReceived();

    long bytesSent();

    /** Paths of the streams that it publishes. */
    List<String> publishes();

    /** Paths of the streams that it asked to play. */
    List<String> plays();

    /**
     * Ends it, which takes a moment. Its publications end at once, and nobody waits for it to come back.
     *
     * @param reason it is told, where there is a way, and for the log
     */
    void kick(String reason);
}
