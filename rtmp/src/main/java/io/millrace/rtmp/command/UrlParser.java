package io.millrace.rtmp.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text to {@link RtmpUrl}. */
final class UrlParser {
    private static final Pattern NAME_OR_IPV4 = Pattern.compile("[\\p{L}\\p{M}\\p{N}._~-]+");
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]{2,45}(%[\\w.~-]+)?");
    private static final Pattern SCHEME_AND_REST = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);

    /** Host in brackets or not, then a port, which may be empty [URI 4.1]. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*))(?::([^:]*))?");

    private static final Pattern PORT = Pattern.compile("[0-9]{1,9}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-9A-Fa-f]{2})");
    private static final Pattern TO_ESCAPE = Pattern.compile("[\\\\\\s]");

    /** More than any server takes; a Reconnect Request may be of any length. */
    private static final int MAX_LENGTH = 16384;

    private static final String SHAPE = "rtmp://host/app/name";

    /** Quotes that come along when a URL is pasted: each pair one after the other. */
    private static final String QUOTES = "\"\"''<>“”‘’``";

    /** Names of options as they are written, found in any case. */
    private static final List<String> OPTIONS =
            List.of("playpath", "app", "tcUrl", "swfUrl", "pageUrl", "flashVer", "live", "conn");

    private UrlParser() {}

    static RtmpUrl parse(String text) {
        String[] words = unquoted(text).split("\\s+", -1);
        var location = Location.of(words[0]);
        Map<String, String> values = new LinkedHashMap<>();
        List<String> conn = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String option = optionName(words[i]);
            String value = unescaped(words[i].substring(words[i].indexOf('=') + 1));
            if (option.equals("conn")) {
                conn.add(value);
            } else {
                values.put(option, value);
            }
        }
        Cut cut = Cut.of(location, values.get("app"), values.get("playpath"));
        return location.url(
                cut,
                new ConnectOptions(
                        values.getOrDefault("tcUrl", ""),
                        values.getOrDefault("swfUrl", ""),
                        values.getOrDefault("pageUrl", ""),
                        values.getOrDefault("flashVer", ""),
                        isTrue(values.getOrDefault("live", "0")),
                        conn));
    }

    static RtmpUrl of(String connectUrl, String streamName) {
        String text = unquoted(connectUrl);
        if (!isOneWord(text)) {
            throw new IllegalArgumentException("blank in the server URL (expected: rtmp://host/app)");
        }
        var location = Location.of(text);
        if (location.fragment() != null) {
            throw new IllegalArgumentException(
                    "# in the server URL (expected: rtmp://host/app, and the stream name apart)");
        }
        return location.url(new Cut(location.path(), streamName), ConnectOptions.NONE);
    }

    /** Where a URL leads to, its path not cut yet: without slashes around it, but with its query. */
    private record Location(
            RtmpScheme scheme,
            String userInfo,
            String host,
            int port,
            String path,
            @Nullable String fragment) {

        static Location of(String url) {
            Matcher whole = SCHEME_AND_REST.matcher(url);
            if (!whole.matches()) {
                throw new IllegalArgumentException(
                        Texts.quote(withoutSecrets(url)) + " is no RTMP URL (expected: " + SHAPE + ")");
            }
            RtmpScheme scheme = RtmpScheme.of(whole.group(1))
                    .orElseThrow(() -> new IllegalArgumentException("scheme " + Texts.quote(whole.group(1))
                            + " (expected: " + RtmpScheme.all() + ", as in " + SHAPE + ")"));
            String rest = whole.group(2);
            int end = (int) rest.chars().takeWhile(c -> "/?#".indexOf(c) < 0).count();
            // The last at sign: passwords are pasted as they are.
            int at = rest.substring(0, end).lastIndexOf('@');
            Matcher parts = HOST_AND_PORT.matcher(rest.substring(at + 1, end));
            if (!parts.matches()) {
                throw new IllegalArgumentException("host " + Texts.quote(rest.substring(at + 1, end))
                        + " (expected: a name or address, IPv6 in brackets as in rtmp://[::1]:1935/app/name)");
            }
            String host = parts.group(1) == null ? parts.group(2) : address(parts.group(1));
            int hash = rest.indexOf('#', end);
            String path = rest.substring(end, hash < 0 ? rest.length() : hash);
            return new Location(
                    scheme,
                    rest.substring(0, Math.max(at, 0)),
                    host,
                    portOf(parts.group(3), scheme),
                    withoutSlashes(path),
                    hash < 0 ? null : rest.substring(hash + 1));
        }

        RtmpUrl url(Cut cut, ConnectOptions options) {
            return new RtmpUrl(scheme, userInfo, host, port, cut.app(), cut.name(), options);
        }
    }

    /** The two parts of a path. */
    private record Cut(String app, String name) {

        /** What is said outright goes before what the path suggests. */
        static Cut of(Location location, @Nullable String app, @Nullable String playpath) {
            String path = location.path();
            String name = playpath != null || location.fragment() == null
                    ? playpath
                    : PercentEncoding.decode(location.fragment());
            if (name != null) {
                return new Cut(app == null ? path : app, name);
            }
            return app == null ? byDefault(path) : new Cut(app, behind(withoutSlashes(app), path));
        }

        private static String behind(String app, String path) {
            return (path + "/").startsWith(app + "/") ? path.substring(app.length()) : path;
        }

        /** As FFmpeg cuts, but for slashes in a query, which it takes for those of a path [IP-40]. */
        private static Cut byDefault(String pathAndQuery) {
            int mark = pathAndQuery.indexOf('?');
            String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
            int first = path.indexOf('/');
            if (first < 0) {
                int slash = pathAndQuery.lastIndexOf('/');
                String last = pathAndQuery.substring(slash + 1);
                // As StreamPath does: a slash inside a value mostly has more of the query behind it.
                return slash < 0 || last.isEmpty() || last.contains("=") || last.contains("&")
                        ? new Cut(pathAndQuery, "")
                        : new Cut(pathAndQuery.substring(0, slash), last);
            }
            int second = path.indexOf('/', first + 1);
            int colon = path.indexOf(':', first + 1);
            int end = second < 0 || (colon >= 0 && colon < second) ? first : second;
            return new Cut(pathAndQuery.substring(0, end), pathAndQuery.substring(end + 1));
        }
    }

    /** The options as {@link #parse} reads them, each with a blank before it. */
    static String words(ConnectOptions options) {
        var words = new StringBuilder();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("tcUrl", options.tcUrl());
        values.put("swfUrl", options.swfUrl());
        values.put("pageUrl", options.pageUrl());
        values.put("flashVer", options.flashVer());
        values.put("live", options.live() ? "1" : "");
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                words.append(' ').append(name).append('=').append(escaped(value));
            }
        });
        options.conn().forEach(value -> words.append(" conn=").append(escaped(value)));
        return words.toString();
    }

    /** One slash between segments, none at the ends; those in a query stay. */
    static String withoutSlashes(String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String clean = path.replaceAll("/+", "/").replaceFirst("^/", "").replaceFirst("/$", "");
        return mark < 0 ? clean : clean + pathAndQuery.substring(mark);
    }

    static boolean hasScheme(String reference) {
        return SCHEME_AND_REST.matcher(reference).matches();
    }

    static boolean isOneWord(String text) {
        return text.codePoints().noneMatch(Character::isWhitespace);
    }

    static void checkHost(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host in the URL (expected: " + SHAPE + ")");
        }
        if (!NAME_OR_IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw new IllegalArgumentException("host " + Texts.quote(host) + " (expected: a name or an address)");
        }
    }

    static void checkPrintable(String what, String text) {
        if (text.codePoints().anyMatch(Texts::breaksLines)) {
            throw new IllegalArgumentException("control character in the " + what);
        }
    }

    /** What stands in brackets, with its zone behind a plain percent sign. */
    private static String address(String bracketed) {
        String address = bracketed.replaceFirst("%25", "%");
        if (!IPV6.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "host " + Texts.quote("[" + bracketed + "]") + " (expected: an IPv6 address in the brackets)");
        }
        return address;
    }

    private static int portOf(@Nullable String text, RtmpScheme scheme) {
        if (text == null || text.isEmpty()) {
            return scheme.defaultPort();
        }
        if (!PORT.matcher(text).matches()) {
            throw new IllegalArgumentException("port " + Texts.quote(text) + " (expected: 1 to 65535)");
        }
        return Integer.parseInt(text);
    }

    private static String optionName(String word) {
        int equals = word.indexOf('=');
        String name = word.substring(0, Math.max(equals, 0)).toLowerCase(Locale.ROOT);
        return OPTIONS.stream()
                .filter(option -> option.toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("option "
                        + Texts.quote(equals < 0 ? word : word.substring(0, equals)) + " behind the URL (expected: "
                        + String.join("=, ", OPTIONS) + "=; a blank in a value is written \\20)"));
    }

    private static boolean isTrue(String live) {
        return switch (live.toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> true;
            case "0", "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("live=" + Texts.quote(live) + " (expected: 0 or 1)");
        };
    }

    /** {@code \20} to a blank, and so on; a backslash that no two digits follow stays. */
    private static String unescaped(String value) {
        return ESCAPE.matcher(value)
                .replaceAll(
                        found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
    }

    private static String escaped(String value) {
        return TO_ESCAPE
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "\\" + String.format("%02x", (int) found.group().charAt(0))));
    }

    private static String unquoted(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "URL of " + text.length() + " characters (expected: <= " + MAX_LENGTH + ")");
        }
        String bare = text.strip();
        while (bare.length() >= 2
                && QUOTES.indexOf(bare.charAt(0)) % 2 == 0
                && bare.charAt(bare.length() - 1) == QUOTES.charAt(QUOTES.indexOf(bare.charAt(0)) + 1)) {
            bare = bare.substring(1, bare.length() - 1).strip();
        }
        return bare;
    }

    private static String withoutSecrets(String url) {
        return url.substring(url.lastIndexOf('@') + 1).split("\\?", 2)[0];
    }
}
