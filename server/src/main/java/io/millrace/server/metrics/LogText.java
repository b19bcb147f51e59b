package io.millrace.server.metrics;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What peers say and where they are, made fit for one line of a log. */
public final class LogText {
    private static final int MAX_LENGTH = 80;

    private LogText() {}

    /** Printable ASCII of bounded length; a peer cannot forge a line with it. */
    public static String of(String text) {
        String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return shown.replaceAll("[^ -~]", "?");
    }

    /** In seconds where that is a whole number, else in milliseconds. */
    public static String of(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** As in a URL; the longest way to write an IPv6 address is shortened as people do. */
    public static String of(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
