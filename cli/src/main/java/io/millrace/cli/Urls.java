package io.millrace.cli;

import io.millrace.rtmp.command.RtmpUrl;

/** URLs among the arguments. */
final class Urls {
    private Urls() {}

    /** Whether it is meant as a URL, and not as the name of a file. */
    static boolean isUrl(String argument) {
        return argument.contains("://");
    }

    /**
     * Of a server, with or without a stream.
     *
     * @throws UsageException if it is no RTMP URL
     */
    static RtmpUrl parse(String text) {
        try {
            return RtmpUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
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
