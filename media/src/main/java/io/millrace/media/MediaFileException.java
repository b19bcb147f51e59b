package io.millrace.media;

import java.io.IOException;

/** A file that cannot be played; the text says what is wrong with it, with the value and where. */
public final class MediaFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final Cause kind;

    /** What is wrong, as far as a player is told. */
    public enum Cause {
        /** It is no file of its kind, or damaged where that cannot be passed over. */
        STRUCTURE,
        /** It is whole, but holds nothing that can be sent. */
        NO_SUPPORTED_TRACK
    }

    public MediaFileException(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
