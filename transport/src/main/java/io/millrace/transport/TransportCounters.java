package io.millrace.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What happened on the sockets since the start. Any thread may read. */
public final class TransportCounters {
    /** Sockets: with the HTTP tunnel, one may carry several connections, or one after the other. */
    public final LongAdder accepted = new LongAdder();

    /** Sockets closed at once, and sessions of the HTTP tunnel not opened, because there were too many. */
    public final LongAdder refused = new LongAdder();

    public final LongAdder closed = new LongAdder();
    public final LongAdder bytesReceived = new LongAdder();
    public final LongAdder bytesSent = new LongAdder();

    /** Writes of a source's piece, or of a whole answer: bytes sent by this number is the batch size. */
    public final LongAdder pieces = new LongAdder();

    /** Peers closed because they took nothing, or, through the HTTP tunnel, asked for nothing. */
    public final LongAdder stalled = new LongAdder();

    /** TLS handshakes that failed. */
    public final LongAdder tlsFailures = new LongAdder();

    /** Connections of trusted proxies that said nothing of their client, or nothing that can be read. */
    public final LongAdder proxyFailures = new LongAdder();

    /** HTTP requests that are none of the tunnel, or of a session that there is not (any more). */
    public final LongAdder httpRefusals = new LongAdder();

    private final Map<Carrier, CarrierCounters> carriers = new EnumMap<>(Carrier.class);

    TransportCounters() {
        for (Carrier carrier : Carrier.values()) {
            carriers.put(carrier, new CarrierCounters());
        }
    }

    /** What of it was carried by this. */
    public CarrierCounters of(Carrier carrier) {
        return Objects.requireNonNull(carriers.get(carrier));
    }

    /** What one carrier has carried; the bytes are those of RTMP, inside TLS or HTTP, or of HTTP. Any thread may read. */
    public static final class CarrierCounters {
        /** Connections that turned out to be of this carrier; through HTTP, sessions of the tunnel. */
        public final LongAdder opened = new LongAdder();

        public final LongAdder closed = new LongAdder();
        public final LongAdder bytesReceived = new LongAdder();
        public final LongAdder bytesSent = new LongAdder();

        private CarrierCounters() {}

        /** Connections open now. */
        public long open() {
            return opened.sum() - closed.sum();
        }
    }

    /** Sockets open now. */
    public long open() {
        return accepted.sum() - closed.sum();
    }
}
