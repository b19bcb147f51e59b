package io.millrace.server.config;

/** Streams that are one for players of HLS: {@code hls: groups: <name>:} in millrace.yaml. */
public record HlsGroupConfig(
        @Option(
                doc =
                        "Streams as in `live/cam-1080, live/cam-720`, best first, of one encoder whose clock they share. Sound is"
                                + " that of the first that has some.")
        StreamPaths streams) {
    public HlsGroupConfig {
        Options.check(HlsGroupConfig.class, streams);
    }
}
