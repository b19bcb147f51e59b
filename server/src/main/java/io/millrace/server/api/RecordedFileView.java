package io.millrace.server.api;

import java.time.Instant;

/**
 * A recorded file.
 *
 * @param file below the directory of its application
 * @param recording whether it is being written
 */
public record RecordedFileView(String application, String file, long bytes, Instant modifiedAt, boolean recording) {}
