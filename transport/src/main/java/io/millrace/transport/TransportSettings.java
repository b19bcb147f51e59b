package io.millrace.transport;

import java.time.Duration;

/**
 * Bounds of a listener and its connections.
 *
 * @param maxConnections open at one time, sessions of the HTTP tunnel included; one more is closed at once. Sockets, which may
 *     carry requests of a session or nothing yet, may be twice as many
 * @param maxConnectionsPerAddress the same for each remote address; 0 is no limit
 * @param stalledPeer a peer that takes no byte of what it was sent for this long is closed
 * @param maxPieceBytes largest single write of a source; more waits until that has gone out
 * @param maxUnsentBytes replies and status messages that may wait for a peer that does not read
 * @param linger how long the last bytes of a connection that was closed may take, as long as its peer takes some of them;
 *     one that takes nothing has 2 s
 */
public record TransportSettings(
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration stalledPeer,
        int maxPieceBytes,
        int maxUnsentBytes,
        Duration linger) {

    public static TransportSettings defaults() {
        return new TransportSettings(10_000, 0, Duration.ofSeconds(10), 256 * 1024, 1 << 20, Linger.PATIENCE);
    }
}
