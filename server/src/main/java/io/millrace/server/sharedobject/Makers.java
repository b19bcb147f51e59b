package io.millrace.server.sharedobject;

import io.millrace.bytes.Bytes;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many persistent objects clients have made. They outlive their users, so a connection is no measure: who makes too
 * many could come again and again, until there is no room for those of others. Any thread may call.
 */
final class Makers {
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int most;
    private final Map<Bytes, Integer> made = new ConcurrentHashMap<>();

    /** @param most that one maker may have */
    Makers(int most) {
        this.most = most;
    }

    /** As whom a client counts: who has an IPv6 address has all of its network. */
    static Bytes maker(InetAddress address) {
        Bytes bytes = Bytes.wrap(address.getAddress());
        return bytes.length() == IPV6_BYTES ? bytes.slice(0, IPV6_NETWORK_BYTES) : bytes;
    }

    /** One more, if there may be. */
    boolean add(Bytes maker) {
        if (made.merge(maker, 1, Integer::sum) <= most) {
            return true;
        }
        remove(maker);
        return false;
    }

    /** One less. */
    void remove(Bytes maker) {
        made.computeIfPresent(maker, (same, count) -> count == 1 ? null : count - 1);
    }
}
