package io.millrace.server.application;

import io.millrace.hub.LiveStream;
import java.util.function.Consumer;

/** Records live streams. Any thread may call it; it never blocks: files are opened and written elsewhere. */
public interface StreamRecorder {
    /** A recorder that refuses. */
    StreamRecorder NONE = (stream, application, name, append, events) ->
            events.accept(new Event.NoAccess("recording is not available"));

    /**
     * Records {@code stream} from what it appends next. Call it before the publisher's first frame is appended, so that
     * none is missed. A recording of that stream which still goes on, because its publisher was lost and is awaited or is
     * being succeeded, goes on and takes the new frames in; from then on the earlier caller is not told of it. It ends
     * when the stream's publisher has left, at the latest.
     *
     * @param application where the recording belongs
     * @param name stream name without parameters
     * @param append whether to go on after what was recorded before under that name; else that is replaced
     * @param events what becomes of it, in order, on a thread of the recorder's: pass it on, do not block
     */
    void record(LiveStream stream, String application, String name, boolean append, Consumer<Event> events);

    /**
     * What a publisher who asked for it is told of its recording. After the last three nothing follows. Whatever
     * becomes of it, the live stream goes on. The last two are errors, at which FFmpeg stops publishing [IP-51]; a gap is
     * none, since the recording goes on.
     */
    sealed interface Event {
        record Started() implements Event {}

        /** Media of that length is missing because the disk did not keep up; the recording goes on behind it. */
        record Gap(long millis) implements Event {}

        /** The file is complete. */
        record Stopped() implements Event {}

        /** It may not be written there; {@code reason} is for the client and holds no path of the server. */
        record NoAccess(String reason) implements Event {}

        /** It broke off, the disk being full for example; what was written before is kept. */
        record Failed(String reason) implements Event {}
    }
}
