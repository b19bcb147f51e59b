package io.millrace.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HLS over HTTP: {@code hls:} in millrace.yaml. */
public record HlsConfig(
        @Option(
                doc = "Length of the parts of a segment: players of low latency are three to four of these behind.",
                byDefault = "400ms",
                min = "100ms",
                max = "2s")
        Duration partDuration,

        @Option(
                doc =
                        "Segments end at the first key frame after this. Players without low latency are three target durations"
                                + " behind.",
                byDefault = "2s",
                min = "1s",
                max = "10s",
                notBelow = "part-duration")
        Duration segmentDuration,

        @Option(
                doc = "Segments of a stream whose key frames are further apart than this end without one.",
                byDefault = "10s",
                min = "1s",
                max = "60s",
                notBelow = "segment-duration")
        Duration maxSegmentDuration,

        @Option(
                doc = "Most bytes of segments of one stream. Beyond that the oldest go, whatever hls-window says.",
                byDefault = "64MiB",
                min = "1MiB",
                max = "64GiB")
        ByteSize maxStreamBytes,

        @Option(
                doc =
                        "Most bytes of segments of all streams. When that is reached, streams that hold more than they need and an"
                                + " equal share of the rest lose their oldest segments, and a stream that still does not fit ends."
                                + " A stream needs three target durations, which are 4 MiB at least before it is measured;"
                                + " it does not begin without."
                                + " 0: a quarter of the JVM's largest heap.",
                byDefault = "0B")
        ByteSize maxTotalBytes,

        @Option(
                doc = "Stop packaging on demand when nobody has asked for this long.",
                byDefault = "30s",
                min = "1s",
                max = "24h")
        Duration idleTimeout,

        @Option(
                doc =
                        "When the publisher has left, wait this long for the next one, who then goes on in the same playlists,"
                                + " before players are told that it is over.",
                byDefault = "30s",
                max = "24h")
        Duration endAfter,

        @Option(
                doc =
                        "Ladders of streams that are published each for itself, by paths of your choice as in `live/show`:"
                                + " `/live/show.m3u8` offers all of them that are live.")
        Map<String, HlsGroupConfig> groups) {
    public HlsConfig {
        Options.check(
                HlsConfig.class,
                partDuration,
                segmentDuration,
                maxSegmentDuration,
                maxStreamBytes,
                maxTotalBytes,
                idleTimeout,
                endAfter,
                groups);
        groups = ApplicationPattern.named(groups);
        List<String> problems = new ArrayList<>();
        groups.forEach((path, group) -> {
            if (!StreamPaths.isPath(path)) {
                problems.add(
                        "groups." + path + ": '" + path + "' (expected: an application and a name, as in live/show)");
            } else if (group.streams().paths().isEmpty()) {
                problems.add(
                        "groups." + path + ".streams: none (expected: " + Values.expected(StreamPaths.class) + ")");
            } else if (group.streams().paths().contains(path)) {
                problems.add("groups." + path + ".streams: the group is one of its own streams");
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}
