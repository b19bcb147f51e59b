package io.millrace.rtmp.session;

import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.session.SessionEvent.OutputWindow;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;

/**
 * When to acknowledge what we received, and how often the peer is to acknowledge what we send. What
 * the peer acknowledges is a hint only: some never do, and some send nonsense [IP-30, IP-31].
 */
final class Acknowledgements {
    /** Of what we send, the part that some clients do not count: S0, S1 and S2. */
    private static final int HANDSHAKE_BYTES = 1 + 2 * 1536;

    private final long mostBytes;
    private long window;
    private long acknowledged;
    private long windowSent;
    private boolean lastLimitWasHard;

    /**
     * Before the peer said anything.
     *
     * @param windowAckSize the window sent to it at connect, and the one that holds until it asks for another
     */
    Acknowledgements(int windowAckSize) {
        mostBytes = windowAckSize;
        window = windowAckSize;
        windowSent = windowAckSize;
    }

    /** At most one acknowledgement each call, whatever the window, so a tiny window costs the peer more than us. */
    List<Send> received(long totalBytes) {
        if (window == 0 || totalBytes - acknowledged < window) {
            return List.of();
        }
        acknowledged = totalBytes;
        return List.of(new Send(new Acknowledgement(totalBytes & 0xFFFF_FFFFL), 0));
    }

    /** 0 asks for none; a large one is not waited for, as some wait for us all the same [IP-31]. */
    void peerWindow(WindowAcknowledgementSize size) {
        window = Math.min(size.bytes(), mostBytes);
    }

    /**
     * A limit that is in force and new is answered with our own window; never with 0 [IP-33]. Output is not limited
     * below twice the window sent at connect: a client that goes on to acknowledge by that one must not be waited for in
     * vain.
     */
    List<SessionEvent.Common> peerBandwidth(SetPeerBandwidth bandwidth) {
        long bytes = switch (bandwidth.limit()) {
            case HARD -> bandwidth.bytes();
            case SOFT -> Math.min(bandwidth.bytes(), windowSent);
            case DYNAMIC -> lastLimitWasHard ? bandwidth.bytes() : 0;
        };
        lastLimitWasHard = bandwidth.limit() == BandwidthLimit.HARD
                || (bandwidth.limit() == BandwidthLimit.DYNAMIC && lastLimitWasHard);
        if (bytes == 0) {
            return List.of();
        }
        var limit = new OutputWindow(Math.max(bytes, 2 * mostBytes) + HANDSHAKE_BYTES);
        if (bytes == windowSent) {
            return List.of(limit);
        }
        windowSent = bytes;
        return List.of(new Send(new WindowAcknowledgementSize(bytes), 0), limit);
    }
}
