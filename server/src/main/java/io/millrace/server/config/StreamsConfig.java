package io.millrace.server.config;

import java.time.Duration;

/** Live streams and their viewers: {@code streams:} in millrace.yaml. */
public record StreamsConfig(
        @Option(
                doc = "Streams published at a time, over all applications. Players may wait for as many again.",
                byDefault = "1000",
                min = "1")
        int maxStreams,

        @Option(
                doc = "Players at a time, over all applications, those included that wait for a stream. One more is"
                        + " refused with NetStream.Play.Failed. 0: no limit of its own.",
                byDefault = "0")
        int maxPlayers,

        @Option(
                doc = "Most bytes kept of one stream. A stream whose key frames are further apart than this is"
                        + " joined at its live edge.",
                byDefault = "32MiB",
                min = "1MiB",
                max = "1GiB")
        ByteSize maxStreamBytes,

        @Option(
                doc =
                        "Direct memory for what all streams keep for viewers to come, and as much again for the bytes that"
                                + " viewers share. When it is used up, viewers who join find no past key frame. 0: two fifths"
                                + " of the JVM's largest heap.",
                byDefault = "0B")
        ByteSize maxBufferBytes,

        @Option(
                doc = "A viewer further behind than this jumps to the newest key frame.",
                byDefault = "5s",
                min = "500ms",
                max = "5m")
        Duration maxLag,

        @Option(doc = "Close a viewer that has taken nothing for this long.", byDefault = "10s", min = "1s", max = "1h")
        Duration stalledViewerTimeout,

        @Option(
                doc = "Keep the viewers of a stream whose publisher's connection was lost for this long, for it to come"
                        + " back. 0 ends the stream at once.",
                byDefault = "10s",
                max = "24h")
        Duration publishGrace,

        @Option(
                doc = "Tell the viewers of a stream when its publisher has sent nothing for this long.",
                byDefault = "5s",
                min = "1s",
                max = "1h")
        Duration dryAfter) {
    public StreamsConfig {
        Options.check(
                StreamsConfig.class,
                maxStreams,
                maxPlayers,
                maxStreamBytes,
                maxBufferBytes,
                maxLag,
                stalledViewerTimeout,
                publishGrace,
                dryAfter);
    }
}
