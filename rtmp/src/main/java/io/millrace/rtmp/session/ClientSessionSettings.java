package io.millrace.rtmp.session;

/**
 * What a client session tells its server and what it takes from it.
 *
 * @param windowAckSize bytes after which the server is to acknowledge; also the most we receive without acknowledging [R-052,
 *     IP-31]
 * @param chunkSize of what we send, 128 to 65 536, beyond which some servers stop reading [IP-11]
 * @param bufferMillis how much a player says it buffers
 * @param maxCommandBytes longest command that is read
 * @param maxMalformed messages that cannot be read, between two pings, before the connection is closed
 */
public record ClientSessionSettings(
        int windowAckSize, int chunkSize, int bufferMillis, int maxCommandBytes, int maxMalformed) {
    public static final ClientSessionSettings DEFAULT =
            new ClientSessionSettings(2_500_000, 60_000, 3000, 256 * 1024, 100);

    /** @throws IllegalArgumentException if a value is none that servers live with */
    public ClientSessionSettings {
        require("window acknowledgement size", windowAckSize, 1, Integer.MAX_VALUE);
        require("chunk size", chunkSize, 128, 65_536);
        require("buffer of a player", bufferMillis, 0, Integer.MAX_VALUE);
        require("command bytes", maxCommandBytes, 1024, 0xFF_FFFF);
        require("malformed messages", maxMalformed, 1, Integer.MAX_VALUE);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
