package io.millrace.server.config;

import io.millrace.transport.Carrier;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may come to an address.
 *
 * @param named empty for all that there is
 */
public record Carriers(Set<Carrier> named) {
    private static final String ALL = "all";

    public Carriers {
        named = Set.copyOf(named);
    }

    /** @throws IllegalArgumentException if it is none of {@link #expected} */
    static Carriers parse(String text) {
        if (text.strip().equals(ALL)) {
            return new Carriers(Set.of());
        }
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        for (String name : text.split(",", -1)) {
            carriers.add(Arrays.stream(Carrier.values())
                    .filter(carrier -> carrier.toString().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name)));
        }
        return new Carriers(carriers);
    }

    static String expected() {
        return ALL + ", or some of "
                + Arrays.stream(Carrier.values()).map(Carrier::toString).collect(Collectors.joining(", "));
    }

    /** All is all that carries RTMP, with TLS only where there is a certificate. */
    public Set<Carrier> of(boolean hasCertificate) {
        if (!named.isEmpty()) {
            return named;
        }
        return Arrays.stream(Carrier.values())
                .filter(carrier -> carrier.isRtmp() && (hasCertificate || !carrier.isTls()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return named.isEmpty()
                ? ALL
                : named.stream().sorted().map(Carrier::toString).collect(Collectors.joining(", "));
    }
}
