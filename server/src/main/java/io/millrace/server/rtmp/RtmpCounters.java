package io.millrace.server.rtmp;

import io.millrace.rtmp.session.SessionEvent.DropCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What RTMP sessions did since the start. Any thread may read. */
public final class RtmpCounters {
    /** Publishers and players that were accepted. */
    public final LongAdder publishes = new LongAdder();

    public final LongAdder plays = new LongAdder();

    /** Publishers and players that were refused, for whatever reason. */
    public final LongAdder refused = new LongAdder();

    /** Clients that did not prove to be one of the SWF files that may connect. */
    public final LongAdder swfRefused = new LongAdder();

    /** Remote calls of clients, and those of them that were answered with an error. */
    public final LongAdder calls = new LongAdder();

    public final LongAdder failedCalls = new LongAdder();

    /** Reconnect Requests that were sent [ER-040]. */
    public final LongAdder reconnectsAsked = new LongAdder();

    /** Connections closed because of what the peer sent, or did not send in time. */
    public final LongAdder protocolErrors = new LongAdder();

    public final LongAdder timeouts = new LongAdder();

    /** Connections that went on with RTMPE. */
    public final LongAdder rtmpe = new LongAdder();

    /** Messages begun and then given up, by an Abort or because another began in their place. */
    public final LongAdder discardedMessages = new LongAdder();

    /** Timestamps that went back by a delta, which the texts do not know [IP-26]. */
    public final LongAdder negativeDeltas = new LongAdder();

    /** Audio and video messages whose header lies; dropped [ER-084]. */
    public final LongAdder malformedMedia = new LongAdder();

    /** Audio and video messages with a codec, packet type, ModEx or layout unknown here; relayed as they are [ER-003]. */
    public final LongAdder foreignMedia = new LongAdder();

    /** Headers of tracks that cannot be read, or say what cannot be; relayed as they are. */
    public final LongAdder malformedHeaders = new LongAdder();

    /** Media on streams that do not publish. */
    public final LongAdder ignoredMedia = new LongAdder();

    private final Map<DropCause, LongAdder> dropped = new EnumMap<>(DropCause.class);

    RtmpCounters() {
        for (DropCause cause : DropCause.values()) {
            dropped.put(cause, new LongAdder());
        }
    }

    /** Messages that were skipped, by cause. */
    public LongAdder dropped(DropCause cause) {
        return Objects.requireNonNull(dropped.get(cause));
    }
}
