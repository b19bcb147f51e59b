package io.millrace.rtmp.session;

import io.millrace.rtmp.command.StreamPath;

/** What moves a NetStream from one {@link StreamState} to the next: a client's command, or our decision about one. */
sealed interface StreamCommand {
    record Publish(StreamPath path) implements StreamCommand {}

    record Play(StreamPath path, boolean reset) implements StreamCommand {}

    record Pause(boolean paused) implements StreamCommand {}

    record Close() implements StreamCommand {}

    record Accept() implements StreamCommand {}

    /** Also of what was accepted before: the server takes it back. */
    record Refuse() implements StreamCommand {}
}
