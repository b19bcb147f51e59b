package io.millrace.server.activity;

import java.util.Locale;

/** Something that happened, for those who watch the server. */
public sealed interface ServerEvent {
    /** Its name for them: that of the record, as in {@code stream-published}. */
    default String type() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Somebody publishes it now, for the first time or in the place of another. */
    record StreamPublished(String stream) implements ServerEvent {}

    /** Nobody publishes it any more. */
    record StreamUnpublished(String stream) implements ServerEvent {}

    /** More is known of its tracks, or something else. */
    record TracksChanged(String stream) implements ServerEvent {}

    /** A client has connected. */
    record SessionOpened(long session, String carrier, String application) implements ServerEvent {}

    /** It is gone. */
    record SessionClosed(long session) implements ServerEvent {}

    /** Somebody plays that stream, or waits for it; {@code by} is the label of what. */
    record PlayerStarted(String stream, String by) implements ServerEvent {}

    /** One such is gone. */
    record PlayerStopped(String stream, String by) implements ServerEvent {}

    /** That stream is being recorded. */
    record RecordingStarted(String stream) implements ServerEvent {}

    /** What was recorded is complete. */
    record RecordingStopped(String stream) implements ServerEvent {}

    /** It could not be recorded, or not on. */
    record RecordingFailed(String stream, String reason) implements ServerEvent {}

    /** From now on clients are asked to go elsewhere. */
    record Draining(String description) implements ServerEvent {}
}
