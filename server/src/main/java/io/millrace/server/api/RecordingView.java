package io.millrace.server.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A recording that goes on.
 *
 * @param file that is written; empty if there is none yet
 * @param bytesTotal in all its files
 * @param gapsTotal times that the disk did not keep up
 */
public record RecordingView(
        String stream,
        String application,
        Optional<String> file,
        Instant startedAt,
        long bytesTotal,
        long durationMillis,
        long gapsTotal) {}
