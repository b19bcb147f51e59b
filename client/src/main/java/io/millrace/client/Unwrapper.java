package io.millrace.client;

import io.millrace.media.MediaKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * Timestamps of 32 bits as times of 64: each is the one nearest to the last of its kind, so that it may wrap and may go back
 * . For one thread.
 */
final class Unwrapper {
    private final Map<MediaKind, Long> last = new EnumMap<>(MediaKind.class);
    private long newest;
    private boolean started;

    long at(MediaKind kind, int timestamp) {
        long reference = last.getOrDefault(kind, newest);
        long time = started ? reference + (timestamp - (int) reference) : Integer.toUnsignedLong(timestamp);
        // Data messages often have no time of their own: what follows is not measured by them [IP-26].
        if (kind != MediaKind.DATA) {
            started = true;
            newest = time;
            last.put(kind, time);
        }
        return Math.max(0, time);
    }
}
