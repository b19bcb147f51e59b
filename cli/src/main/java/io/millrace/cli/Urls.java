package io.millrace.cli;

import io.millrace.client.RtmpClient;
import io.millrace.rtmp.command.RtmpScheme;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** URLs among the arguments. */
final class Urls {
    private static final Pattern SCHEME = Pattern.compile("['\"\\s]*([^:/]*)://");

    private Urls() {}

    /** Whether it is meant as a URL, and not as the name of a file. */
    static boolean isUrl(String argument) {
        return argument.contains("://");
    }

    /**
     * Of a server, with or without a stream.
     *
     * @throws UsageException if it is no RTMP URL, or of a scheme that the client does not have
     */
    static RtmpUrl parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.lookingAt() && !isSupported(scheme.group(1))) {
            throw new UsageException("scheme " + Texts.quote(scheme.group(1)) + " (expected: "
                    + RtmpClient.SCHEMES.stream().map(RtmpScheme::toString).collect(Collectors.joining(", "))
                    + ", as in rtmp://host/app/name)");
        }
        try {
            return RtmpUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isSupported(String name) {
        return RtmpClient.SCHEMES.stream().anyMatch(scheme -> scheme.toString().equalsIgnoreCase(name));
    }

    /**
     * Of a stream.
     *
     * @throws UsageException if it is no RTMP URL, or has no stream name
     */
    static RtmpUrl parseStream(String text) {
        try {
            return parse(text).requireStreamName();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
