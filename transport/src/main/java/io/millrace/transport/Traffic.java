package io.millrace.transport;

import io.millrace.transport.TransportCounters.CarrierCounters;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one connection carries, counted for itself, for its carrier and for all. Of its event loop, but for the getters, which any
 * thread may call.
 */
final class Traffic {
    private final TransportCounters all;
    private final CarrierCounters carrier;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    Traffic(TransportCounters all, Carrier carrier) {
        this.all = all;
        this.carrier = all.of(carrier);
    }

    void opened() {
        carrier.opened.increment();
    }

    void closed() {
        carrier.closed.increment();
    }

    void received(int bytes) {
        received.addAndGet(bytes);
        all.bytesReceived.add(bytes);
        carrier.bytesReceived.add(bytes);
    }

    void sent(int bytes) {
        sent.addAndGet(bytes);
        all.bytesSent.add(bytes);
        carrier.bytesSent.add(bytes);
    }

    long bytesReceived() {
        return received.get();
    }

    long bytesSent() {
        return sent.get();
    }
}
