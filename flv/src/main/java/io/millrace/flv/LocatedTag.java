package io.millrace.flv;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A tag of a file: where it begins, and what its header says. */
record LocatedTag(long position, TagHeader header) {
    /** The tag at {@code position}, or null if the file ends before its header does. */
    static @Nullable LocatedTag read(SourceWindow window, long position) throws IOException {
        Bytes bytes = window.read(position, FlvWriter.TAG_HEADER_LENGTH);
        return bytes.length() < FlvWriter.TAG_HEADER_LENGTH
                ? null
                : new LocatedTag(position, TagHeader.read(bytes.reader()));
    }

    boolean isVideo() {
        return header.type() == FlvTag.VIDEO;
    }

    boolean isMedia() {
        return isVideo() || header.type() == FlvTag.AUDIO;
    }

    int timestampMillis() {
        return header.timestampMillis();
    }

    long bodyPosition() {
        return position + FlvWriter.TAG_HEADER_LENGTH;
    }

    long bodyEnd() {
        return bodyPosition() + header.bodyLength();
    }

    /** Where the next tag begins: the size in between is not looked at, for it may be wrong [F-03]. */
    long next() {
        return position + header.tagLength();
    }
}
