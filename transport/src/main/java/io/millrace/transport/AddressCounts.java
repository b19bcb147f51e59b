package io.millrace.transport;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many there are of each address. Any thread may call. */
final class AddressCounts {
    private final ConcurrentMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** How many there are, with the one that comes. */
    int add(InetAddress address) {
        return counts.merge(address, 1, Integer::sum);
    }

    void remove(InetAddress address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
