package io.millrace.server.record;

import io.millrace.server.application.StreamRecorder.Event;

/** A recording that is not begun, or breaks off: what the publisher is told, and for the log why. */
final class RecordingException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Event event;

    private RecordingException(Event event, String reason) {
        super(reason);
        this.event = event;
    }

    static RecordingException noAccess(String told, String reason) {
        return new RecordingException(new Event.NoAccess(told), reason);
    }

    static RecordingException failed(String told, String reason) {
        return new RecordingException(new Event.Failed(told), reason);
    }

    Event event() {
        return event;
    }
}
