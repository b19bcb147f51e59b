package io.millrace.transport;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many there are of each address. Any thread may call. */
final class AddressCounts {
    private final int max;
    private final ConcurrentMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** @param max 0 for no limit */
    AddressCounts(int max) {
        this.max = max;
    }

    /** Whether there is room for one more, which is counted then. */
    boolean add(InetAddress address) {
        int withIt = counts.merge(address, 1, Integer::sum);
        if (max > 0 && withIt > max) {
            remove(address);
            return false;
        }
        return true;
    }

    void remove(InetAddress address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
