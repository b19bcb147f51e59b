package io.millrace.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the target of a request names: a path and parameters, decoded.
 *
 * @param path begins with a slash; it leads nowhere but down
 */
record HttpTarget(String path, Map<String, String> query) {
    private static final int MAX_PARAMETERS = 100;

    /** Null if it is no path, or one that would lead up, or has a name that no file can have. */
    static @Nullable HttpTarget parse(String uri) {
        try {
            var decoder = new QueryStringDecoder(withoutServer(uri), UTF_8, true, MAX_PARAMETERS);
            String path = decoder.path();
            if (!isPath(path)) {
                return null;
            }
            Map<String, String> query = new HashMap<>();
            decoder.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
            return new HttpTarget(path, query);
        } catch (IllegalArgumentException e) { // percent signs that encode nothing
            return null;
        }
    }

    /** Proxies are sent the whole URL, and servers have to take it [RFC9112 §3.2.2]. */
    private static String withoutServer(String uri) {
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            int slash = uri.indexOf('/', uri.indexOf("//") + 2);
            return slash < 0 ? "/" : uri.substring(slash);
        }
        return uri;
    }

    private static boolean isPath(String path) {
        if (!path.startsWith("/") || path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        String[] names = path.substring(1).split("/", -1);
        for (int i = 0; i < names.length; i++) {
            boolean last = i == names.length - 1;
            if (names[i].equals(".") || names[i].equals("..") || (names[i].isEmpty() && !last)) {
                return false;
            }
        }
        return true;
    }
}
