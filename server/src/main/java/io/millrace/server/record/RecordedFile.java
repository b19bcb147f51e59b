package io.millrace.server.record;

import java.time.Instant;

/**
 * A file among the recordings of an application: one that was recorded, or could have been by its name.
 *
 * @param file below the directory of the application, with slashes and extension: {@code room/cam.flv}
 * @param modified when it was last written to
 * @param recording whether it is being written
 */
public record RecordedFile(String application, String file, long bytes, Instant modified, boolean recording) {}
