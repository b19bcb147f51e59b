package io.millrace.rtmp.command;

import static io.millrace.rtmp.ProtocolException.Scope.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.rtmp.ProtocolException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The one name of a stream, however a client cut its URL into app and stream name: {@code rtmp://host/a/b/c?key=1} is
 * {@code a/b/c} with {@code key=1} for publisher and player alike [IP-40]. A path has no empty, {@code .} or {@code ..}
 * segment and no control character, so it can be logged and looked up; it is not percent-decoded, as no client encodes
 * it.
 *
 * @param path segments joined by slashes, none at the ends; a prefix such as {@code mp4:} stays [R-145]
 * @param parameters from the query, percent-decoded where that is possible; not limited to printable characters
 */
public record StreamPath(String path, Map<String, String> parameters) {
    /** In UTF-8, as file systems have it. */
    public static final int MAX_PATH_BYTES = 255;

    /** In characters, of app, tcUrl and stream name each. */
    public static final int MAX_QUERY_LENGTH = 8192;

    /** @throws ProtocolException of STREAM scope if {@code path} is empty, too long or not safe */
    public StreamPath {
        check(path);
        parameters = Map.copyOf(parameters);
    }

    /** Without parameters. */
    public StreamPath(String path) {
        this(path, Map.of());
    }

    /**
     * Joins app and stream name, either of which may be empty; of tcUrl only the query counts, unless both are empty.
     * Where a parameter comes more than once, the stream name wins over the app and the app over tcUrl.
     *
     * @throws ProtocolException of STREAM scope if that gives no path, or one that is too long or not safe
     */
    public static StreamPath of(String app, String tcUrl, String name) {
        var inUrl = Part.of(pathAndQuery(tcUrl));
        var inApp = Part.of(app);
        var inName = Part.of(name);
        int slash = inApp.query().lastIndexOf('/');
        boolean lastInQuery =
                inApp.query().indexOf('=', slash) < 0 && inApp.query().indexOf('&', slash) < 0;
        if (inName.path().isEmpty() && slash >= 0 && lastInQuery) {
            // "app?key=1/name" in one piece; other clients cut it at that slash [IP-40]. A slash inside a value mostly
            // has more of the query behind it, such as the equals signs of base64.
            inName = new Part(inApp.query().substring(slash + 1), inName.query());
            inApp = new Part(inApp.path(), inApp.query().substring(0, slash));
        }
        String path = join(inApp.path(), inName.path());
        Map<String, String> parameters = new LinkedHashMap<>();
        Stream.of(inUrl, inApp, inName).forEach(part -> addParameters(part.query(), parameters));
        return new StreamPath(path.isEmpty() ? join(inUrl.path()) : path, parameters);
    }

    /** The first segment: what settings are chosen by. */
    public String application() {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** What follows the first segment; empty if nothing does. */
    public String name() {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(slash + 1);
    }

    /** The path only: parameters hold keys and passwords, which are not for logs. */
    @Override
    public String toString() {
        return path;
    }

    /** One of the places a path comes from, cut at its first question mark. */
    private record Part(String path, String query) {
        static Part of(String text) {
            int mark = text.indexOf('?');
            return mark < 0 ? new Part(text, "") : new Part(text.substring(0, mark), text.substring(mark + 1));
        }
    }

    private static String pathAndQuery(String url) {
        int authority = url.indexOf("://");
        if (authority < 0) {
            return "";
        }
        String rest = url.substring(authority + 3).split("#", 2)[0];
        int end = (int) rest.chars().takeWhile(c -> c != '/' && c != '?').count();
        return rest.substring(end);
    }

    private static String join(String... parts) {
        return String.join(
                "/",
                Arrays.stream(parts)
                        .flatMap(part -> Arrays.stream(part.split("/", -1)))
                        .filter(segment -> !segment.isEmpty())
                        .toList());
    }

    private static void addParameters(String query, Map<String, String> parameters) {
        if (query.length() > MAX_QUERY_LENGTH) {
            throw new ProtocolException(
                    STREAM, "query of " + query.length() + " characters (expected: <= " + MAX_QUERY_LENGTH + ")");
        }
        for (String pair : query.split("&", -1)) {
            // Only the first equals sign counts, and a plus is a plus: adobe authentication has both in values [IP-42].
            List<String> keyAndValue = List.of(pair.split("=", 2));
            String key = PercentEncoding.decode(keyAndValue.getFirst());
            if (!key.isEmpty()) {
                parameters.put(key, keyAndValue.size() > 1 ? PercentEncoding.decode(keyAndValue.getLast()) : "");
            }
        }
    }

    private static void check(String path) {
        if (path.isEmpty()) {
            throw new ProtocolException(STREAM, "neither app nor stream name");
        }
        int bytes = path.getBytes(UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            String text = "stream path " + Texts.quote(path) + " of " + bytes + " bytes";
            throw new ProtocolException(STREAM, text + " (expected: <= " + MAX_PATH_BYTES + ")");
        }
        if (path.codePoints().anyMatch(Texts::breaksLines)) {
            throw new ProtocolException(STREAM, "control character in stream path " + Texts.quote(path));
        }
        // Backslashes separate segments on some file systems.
        for (String segment : path.split("[/\\\\]", -1)) {
            if (isUnsafe(segment)) {
                throw new ProtocolException(
                        STREAM, "segment " + Texts.quote(segment) + " in stream path " + Texts.quote(path));
            }
        }
    }

    /** Also behind a prefix: {@code mp4:..} must not become {@code ..} when somebody takes the prefix off. */
    private static boolean isUnsafe(String segment) {
        String bare = segment.substring(segment.lastIndexOf(':') + 1);
        return segment.isEmpty() || bare.equals(".") || bare.equals("..");
    }
}
