package io.millrace.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One address to listen on, and what may come there.
 *
 * @param address with port 0 for a free one
 * @param carriers of several, the first bytes of a connection tell which it is
 * @param tls what carriers with TLS use; null if there are none
 * @param trustedProxies those in front of us who may say, in a PROXY protocol header, who connects; they must then
 * @param firstBytes how long a connection may take to say what it is
 */
public record ListenerSettings(
        InetSocketAddress address,
        Set<Carrier> carriers,
        @Nullable ServerTls tls,
        List<AddressRange> trustedProxies,
        Duration firstBytes) {
    private static final Set<Carrier> PLAIN = Set.of(Carrier.RTMP);

    /** @throws IllegalArgumentException if there is no carrier, or one with TLS without {@code tls} */
    public ListenerSettings {
        carriers = Set.copyOf(carriers);
        trustedProxies = List.copyOf(trustedProxies);
        if (carriers.isEmpty()) {
            throw new IllegalArgumentException("no carrier");
        }
        if (tls == null && carriers.stream().anyMatch(Carrier::isTls)) {
            throw new IllegalArgumentException("TLS without a certificate");
        }
    }

    /** TCP, and nothing else. */
    public static ListenerSettings plain(InetSocketAddress address) {
        return new ListenerSettings(address, PLAIN, null, List.of(), Duration.ofSeconds(10));
    }

    /** Whether nobody has to look at the first bytes. */
    boolean isPlain() {
        return carriers.equals(PLAIN);
    }

    ServerTls requireTls() {
        return Objects.requireNonNull(tls);
    }

    /** Whether it may carry RTMP so. */
    boolean has(boolean wantsTls, boolean wantsHttp) {
        return carriers.contains(Carrier.of(wantsTls, wantsHttp));
    }

    /** Whether it may carry HTTP requests that are none of the tunnel's. */
    boolean hasPages(boolean wantsTls) {
        return carriers.contains(wantsTls ? Carrier.HTTPS : Carrier.HTTP);
    }

    boolean hasHttp(boolean wantsTls) {
        return has(wantsTls, true) || hasPages(wantsTls);
    }

    boolean hasTls() {
        return carriers.stream().anyMatch(Carrier::isTls);
    }

    boolean isTrusted(InetAddress proxy) {
        return trustedProxies.stream().anyMatch(range -> range.contains(proxy));
    }
}
