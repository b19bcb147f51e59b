package io.millrace.server.api;

import io.millrace.server.config.ConfigEntry;
import java.util.List;

/** Answers that are lists; {@code total} counts those too that the page leaves out. */
final class Lists {
    private Lists() {}

    record StreamsView(int total, List<StreamView> streams) {}

    record SessionsView(int total, List<SessionView> sessions) {}

    record ApplicationsView(List<ApplicationView> applications) {}

    record RecordingsView(List<RecordingView> active, List<RecordedFileView> files) {}

    record ConfigView(List<ConfigEntry> options) {}
}
