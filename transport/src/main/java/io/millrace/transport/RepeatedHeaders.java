package io.millrace.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The headers of one connection's requests. Mostly one request has the same as that before it; then it is given the same map.
 * Of those who wait for an answer, thousands perhaps, that is what would take most memory, and what a garbage collector would
 * move again and again. Belongs to the connection's event loop.
 */
final class RepeatedHeaders {
    /** More is not kept for a connection that may stay idle. */
    private static final int MAX_CHARS = 2048;

    private Object[] sent = {}; // name and value by turns
    private Map<String, String> headers = Map.of();

    /** By their names in lower case; of those sent twice all values, separated by commas. */
    Map<String, String> of(HttpHeaders next) {
        if (!isRepeated(next)) {
            sent = new Object[2 * next.size()];
            int chars = 0;
            Map<String, String> byName = LinkedHashMap.newLinkedHashMap(next.size());
            Iterator<Map.Entry<CharSequence, CharSequence>> all = next.iteratorCharSequence();
            for (int i = 0; all.hasNext(); i += 2) {
                Map.Entry<CharSequence, CharSequence> header = all.next();
                sent[i] = header.getKey();
                sent[i + 1] = header.getValue();
                chars += header.getKey().length() + header.getValue().length();
                byName.merge(
                        header.getKey().toString().toLowerCase(Locale.ROOT),
                        header.getValue().toString(),
                        (first, more) -> first + ", " + more);
            }
            Map<String, String> made = Map.copyOf(byName);
            if (chars > MAX_CHARS) {
                sent = new Object[0];
                headers = Map.of();
                return made;
            }
            headers = made;
        }
        return headers;
    }

    private boolean isRepeated(HttpHeaders next) {
        if (2 * next.size() != sent.length) {
            return false;
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> all = next.iteratorCharSequence();
        for (int i = 0; all.hasNext(); i += 2) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            // A decoder gives the same class each time; if another one did, they would count as others.
            Object name = header.getKey();
            Object value = header.getValue();
            if (!name.equals(sent[i]) || !value.equals(sent[i + 1])) {
                return false;
            }
        }
        return true;
    }
}
