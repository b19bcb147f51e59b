package io.millrace.hub;

import io.millrace.media.MediaFrame;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@link LiveStream}: a frame, or something that happened to the stream. Events lie in the log so that a
 * viewer that lags meets them in order.
 */
public sealed interface LogEntry {

    /** Length of the message that came for it; 0 for what did not come as one. */
    default int bytes() {
        MediaFrame message = message();
        return message == null ? 0 : message.body().length();
    }

    /** Bytes of memory that it takes, about: floods of empty messages count, and so do messages of many empty tracks. */
    default long cost() {
        int perEntry = 200;
        int perPacket = 110;
        MediaFrame message = message();
        return message == null
                ? perEntry
                : perEntry
                        + message.body().length()
                        + (long) perPacket * message.packets().size();
    }

    private @Nullable MediaFrame message() {
        return switch (this) {
            case Frame(MediaFrame frame) -> frame;
            case Metadata metadata -> metadata.frame();
            case TrackMaps(MediaFrame frame) -> frame;
            case PublisherLeft left -> null;
            case PublisherReturned returned -> null;
            case StreamDry dry -> null;
        };
    }

    /** The same at another time; an event has none of its own. */
    default LogEntry at(long dtsMillis) {
        return switch (this) {
            case Frame(MediaFrame frame) -> new Frame(frame.at(dtsMillis));
            case Metadata(String name, MediaFrame frame) -> new Metadata(name, frame.at(dtsMillis));
            case TrackMaps(MediaFrame frame) -> new TrackMaps(frame.at(dtsMillis));
            case PublisherLeft left -> left;
            case PublisherReturned returned -> returned;
            case StreamDry dry -> dry;
        };
    }

    /** An audio or video message, or a data message that nobody needs to remember. */
    record Frame(MediaFrame frame) implements LogEntry {}

    /**
     * A data message that later viewers get too, until another of the same name replaces it.
     *
     * @param name what it describes, mostly {@code onMetaData}
     */
    record Metadata(String name, MediaFrame frame) implements LogEntry {}

    /**
     * Metadata that describes each track, for viewers who get more than track 0: ours, when the publisher's does not tell
     * [ER-025]. Later viewers get it too.
     */
    record TrackMaps(MediaFrame frame) implements LogEntry {}

    /** The publisher is gone; the viewers stay and wait. */
    record PublisherLeft() implements LogEntry {}

    /** There is a publisher again. */
    record PublisherReturned() implements LogEntry {}

    /** The publisher is there but has sent nothing for a while. */
    record StreamDry() implements LogEntry {}
}
