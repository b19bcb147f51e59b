package io.millrace.rtmp.session;

import io.millrace.rtmp.command.ConnectRequest;

/**
 * What a server session tells its client and what it allows it.
 *
 * @param windowAckSize bytes after which the client is to acknowledge; also the most we receive without acknowledging
 *     [R-052, IP-31]
 * @param peerBandwidth bytes the client may have on the way unacknowledged, limit type dynamic
 * @param chunkSize of what we send; not above 65 536, where some clients stop reading [IP-11]
 * @param maxStreams NetStreams a client may hold at once
 * @param maxCommandBytes longest command that is read, so that an AMF bomb costs no more than that
 * @param maxMalformed commands that cannot be read, between two pings, before the connection is closed
 * @param version fmsVer of the connect result, a text old clients look into
 * @param capabilities of the connect result
 * @param capsEx Enhanced RTMP features of the server, flags as in {@link ConnectRequest#capsEx} [ER-173]
 * @param onFcPublish whether FCPublish and FCUnpublish are answered by a call too [IP-17]
 * @param sampleAccess whether Flash programs are told that they may read pixels and samples, and that data starts [IP-56]
 */
public record SessionSettings(
        int windowAckSize,
        int peerBandwidth,
        int chunkSize,
        int maxStreams,
        int maxCommandBytes,
        int maxMalformed,
        String version,
        int capabilities,
        int capsEx,
        boolean onFcPublish,
        boolean sampleAccess) {

    public static final SessionSettings DEFAULT = new SessionSettings(
            2_500_000,
            2_500_000,
            60_000,
            16,
            64 * 1024,
            100,
            "FMS/3,5,7,7009",
            31,
            ConnectRequest.CAPS_RECONNECT
                    | ConnectRequest.CAPS_MULTITRACK
                    | ConnectRequest.CAPS_MOD_EX
                    | ConnectRequest.CAPS_TIMESTAMP_NANO_OFFSET,
            true,
            true);

    /** @throws IllegalArgumentException if a size is none that clients live with; FFmpeg gives up at 0 [IP-33] */
    public SessionSettings {
        require("window acknowledgement size", windowAckSize, 1, Integer.MAX_VALUE);
        require("peer bandwidth", peerBandwidth, 1, Integer.MAX_VALUE);
        require("chunk size", chunkSize, 128, 65_536);
        require("streams per connection", maxStreams, 1, 0xFFFF);
        require("command bytes", maxCommandBytes, 1024, 0xFF_FFFF);
        require("malformed commands", maxMalformed, 1, Integer.MAX_VALUE);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
