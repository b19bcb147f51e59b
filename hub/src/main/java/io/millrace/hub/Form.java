package io.millrace.hub;

/**
 * All that decides the wire bytes of a stream: protocol, chunk size, tracks, codecs' spelling. Two viewers whose forms
 * are equal share one {@link Rendition}, so an implementation is a record with value equality.
 */
public interface Form {
    /** An encoder of this form. It is used by one thread at a time. */
    FrameEncoder newEncoder();
}
