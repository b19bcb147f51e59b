package io.millrace.server.config;

import java.time.Duration;

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
                doc =
                        "Delete recordings that were complete this long ago, but none that is played at that moment. 0 keeps"
                                + " them for ever.",
                byDefault = "0",
                max = "876000h")
        Duration keepFor,

        @Option(
                doc = "While recordings have more bytes than this in all, delete the oldest, likewise. 0: no limit.",
                byDefault = "0")
        ByteSize keepBytes,

        @Option(
                doc = "Frames of one stream that wait for the disk. When there are more, the recording gets a gap,"
                        + " which is counted; the publisher never waits.",
                byDefault = "64MiB",
                min = "1MiB",
                max = "1GiB")
        ByteSize maxWaitingBytes,

        @Option(
                doc =
                        "Frames of all streams that wait for the disk. When there are more, recordings get gaps, as above."
                                + " 0: a quarter of the JVM's largest heap.",
                byDefault = "0")
        ByteSize maxWaitingTotalBytes,

        @Option(
                doc = "Threads that open and read files for players. A read that hangs holds one of them; live streams"
                        + " need none.",
                byDefault = "16",
                min = "1",
                max = "1024")
        int readThreads,

        @Option(
                doc = "What is remembered of the files that were played last, so that the next player of one starts at"
                        + " once. The last one is remembered whatever its size.",
                byDefault = "64MiB")
        ByteSize maxIndexBytes) {
    public RecordingsConfig {
        Options.check(
                RecordingsConfig.class,
                directory,
                keepFree,
                keepFor,
                keepBytes,
                maxWaitingBytes,
                maxWaitingTotalBytes,
                readThreads,
                maxIndexBytes);
    }
}
