package io.millrace.server.record;

import java.time.Duration;
import java.time.Instant;

/**
 * A recording that goes on.
 *
 * @param stream its path, {@code live/cam}
 * @param application where its files belong
 * @param file that is being written, below the directory of the application, as {@link RecordedFile#file}; empty if there is none yet
 * @param since when it was started
 * @param bytes in all its files, as of the last write
 * @param duration of the stream since its first frame, as of the last write
 * @param gaps times that the disk did not keep up
 */
public record ActiveRecording(
        String stream, String application, String file, Instant since, long bytes, Duration duration, long gaps) {}
