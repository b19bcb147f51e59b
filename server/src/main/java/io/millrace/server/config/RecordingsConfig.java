package io.millrace.server.config;

/** Recorded streams: {@code recordings:} in millrace.yaml. */
public record RecordingsConfig(
        @Option(
                doc = "Where recordings lie, and what is played from files: one directory in here for each"
                        + " application, named as it is. Relative to where the server was started.",
                byDefault = "recordings")
        String directory,

        @Option(doc = "Stop recording when less than this is free on the disk.", byDefault = "1GiB")
        ByteSize keepFree,

        @Option(
                doc = "Frames of one stream that wait for the disk. When there are more, the recording gets a gap,"
                        + " which is counted; the publisher never waits.",
                byDefault = "64MiB",
                min = "1MiB",
                max = "1GiB")
        ByteSize maxWaitingBytes) {
    public RecordingsConfig {
        Options.check(RecordingsConfig.class, directory, keepFree, maxWaitingBytes);
    }
}
