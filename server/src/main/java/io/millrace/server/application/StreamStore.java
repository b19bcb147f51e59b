package io.millrace.server.application;

import io.millrace.media.FrameReader;
import java.io.IOException;
import java.util.Optional;

/** The recorded streams of all applications. Any thread may call it, and it may block: never an event loop. */
public interface StreamStore {
    /** A store that holds nothing. */
    StreamStore NONE = (application, name) -> Optional.empty();

    /**
     * Opens a recorded stream; the caller closes it. Empty if there is none of that name, also when the name would lead
     * out of the application's directory.
     *
     * @param name as the player gave it, without parameters: with a prefix, an extension, both or neither [IP-41]
     * @throws io.millrace.media.MediaFileException if it is there but cannot be played
     * @throws IOException if it cannot be read
     */
    Optional<FrameReader> open(String application, String name) throws IOException;
}
