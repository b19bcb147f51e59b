package io.millrace.server.hls;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Viewers that an operator has sent away, and who may not play for a while. Any thread may call it. */
final class HlsKicked {
    static final long REFUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** When there are more, those who were sent away first may come back. */
    static final int MAX = 10_000;

    private final Map<HlsViewers.Key, Long> untilNanos = new LinkedHashMap<>(); // the first to go first

    synchronized void add(HlsViewers.Key key, long nowNanos) {
        untilNanos.remove(key); // to be the last
        untilNanos.put(key, nowNanos + REFUSED_NANOS);
        if (untilNanos.size() > MAX) {
            untilNanos.remove(untilNanos.keySet().iterator().next());
        }
    }

    synchronized boolean has(HlsViewers.Key key, long nowNanos) {
        Long until = untilNanos.get(key);
        return until != null && nowNanos - until < 0;
    }

    /** Those whose time is over may come back. To be called again and again, so that they hold no memory. */
    synchronized void forget(long nowNanos) {
        Iterator<Long> oldest = untilNanos.values().iterator();
        while (oldest.hasNext() && nowNanos - oldest.next() >= 0) {
            oldest.remove();
        }
    }

    /** How many are remembered. */
    synchronized int size() {
        return untilNanos.size();
    }
}
