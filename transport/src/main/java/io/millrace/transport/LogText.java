package io.millrace.transport;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What peers say and where they are, made fit for one line of a log. */
public final class LogText {
    private static final int MAX_CHARS = 80;
    private static final int MAX_REASON_CHARS = 200;

    private LogText() {}

    /** Printable ASCII of bounded length; a peer cannot forge a line with it. */
    public static String of(String text) {
        return of(text, MAX_CHARS);
    }

    /** The same for what has gone wrong, in which a peer may have a hand. */
    static String reason(String text) {
        return of(text, MAX_REASON_CHARS);
    }

    /** The same between quotation marks, of {@code maxChars} characters at most. */
    static String quoted(String text, int maxChars) {
        return "'" + of(text, maxChars) + "'";
    }

    private static String of(String text, int maxChars) {
        String shown = text.length() > maxChars ? text.substring(0, maxChars) + "..." : text;
        return shown.replaceAll("[^ -~]", "?");
    }

    /** In whole seconds where that is what it is, else in milliseconds. */
    public static String of(Duration duration) {
        return duration.toMillis() % 1000 == 0 && duration.toMillis() > 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }

    /** As in a URL; the longest way to write an IPv6 address is shortened as people do. */
    public static String of(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
