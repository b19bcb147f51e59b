package io.millrace.server.http;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Requests to the API and for metrics that were refused since the start, by why. Any thread may read. */
public final class AccessCounters {
    /** Why a request is refused. */
    public enum Reason {
        /** Without the token, or with a wrong one. */
        TOKEN,
        /** There is no token, and an address that others reach. */
        OPEN_ADDRESS,
        /** From another machine, without a token. */
        OTHER_MACHINE,
        /** Through a proxy, without a token. */
        PROXY,
        /** By a name that a stranger may have given this machine, without a token. */
        HOST,
        /** Sent by a page of another site. */
        ORIGIN,
        /** With a body that any page could send. */
        CONTENT_TYPE;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** Its name in the API and in metrics, as in {@code open-address}. */
        public String label() {
            return label;
        }
    }

    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);

    AccessCounters() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    public LongAdder refused(Reason reason) {
        return Objects.requireNonNull(refused.get(reason));
    }

    /** All of them by their labels, those too that are 0. */
    public Map<String, Long> byReason() {
        Map<String, Long> counts = new LinkedHashMap<>();
        refused.forEach((reason, count) -> counts.put(reason.label(), count.sum()));
        return counts;
    }
}
