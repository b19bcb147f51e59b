package io.millrace.rtmp.session;

import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;

/**
 * When to acknowledge what we received, and how often the peer is to acknowledge what we send. What
 * the peer acknowledges is a hint only: some never do, and some send nonsense [IP-30, IP-31].
 */
final class Acknowledgements {
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
    List<SessionEvent> received(long totalBytes) {
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

    /** A limit that is in force and new is answered with our own window; never with 0 [IP-33]. */
    List<SessionEvent> peerBandwidth(SetPeerBandwidth bandwidth) {
        long bytes = switch (bandwidth.limit()) {
            case HARD -> bandwidth.bytes();
            case SOFT -> Math.min(bandwidth.bytes(), windowSent);
            case DYNAMIC -> lastLimitWasHard ? bandwidth.bytes() : windowSent;
        };
        lastLimitWasHard = bandwidth.limit() == BandwidthLimit.HARD
                || (bandwidth.limit() == BandwidthLimit.DYNAMIC && lastLimitWasHard);
        if (bytes == 0 || bytes == windowSent) {
            return List.of();
        }
        windowSent = bytes;
        return List.of(new Send(new WindowAcknowledgementSize(bytes), 0));
    }
}
