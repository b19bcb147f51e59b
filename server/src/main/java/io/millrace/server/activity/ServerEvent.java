package io.millrace.server.activity;

/** Something that happened, for those who watch the server. */
public sealed interface ServerEvent {
    /** Its name for them. */
    String type();

    /** Somebody publishes it now, for the first time or in the place of another. */
    record StreamPublished(String stream) implements ServerEvent {
        @Override
        public String type() {
            return "stream-published";
        }
    }

    /** Nobody publishes it any more. */
    record StreamUnpublished(String stream) implements ServerEvent {
        @Override
        public String type() {
            return "stream-unpublished";
        }
    }

    /** More is known of its tracks, or something else. */
    record TracksChanged(String stream) implements ServerEvent {
        @Override
        public String type() {
            return "tracks-changed";
        }
    }

    /** A client has connected. */
    record SessionOpened(long session, String carrier, String application) implements ServerEvent {
        @Override
        public String type() {
            return "session-opened";
        }
    }

    /** It is gone. */
    record SessionClosed(long session) implements ServerEvent {
        @Override
        public String type() {
            return "session-closed";
        }
    }

    /** Somebody plays that stream, or waits for it; {@code by} is the label of what. */
    record PlayerStarted(String stream, String by) implements ServerEvent {
        @Override
        public String type() {
            return "player-started";
        }
    }

    /** One such is gone. */
    record PlayerStopped(String stream, String by) implements ServerEvent {
        @Override
        public String type() {
            return "player-stopped";
        }
    }

    /** That stream is being recorded. */
    record RecordingStarted(String stream) implements ServerEvent {
        @Override
        public String type() {
            return "recording-started";
        }
    }

    /** What was recorded is complete. */
    record RecordingStopped(String stream) implements ServerEvent {
        @Override
        public String type() {
            return "recording-stopped";
        }
    }

    /** It could not be recorded, or not on. */
    record RecordingFailed(String stream, String reason) implements ServerEvent {
        @Override
        public String type() {
            return "recording-failed";
        }
    }

    /** From now on clients are asked to go elsewhere. */
    record Draining(String description) implements ServerEvent {
        @Override
        public String type() {
            return "draining";
        }
    }
}
