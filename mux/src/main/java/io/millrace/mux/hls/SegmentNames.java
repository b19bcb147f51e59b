package io.millrace.mux.hls;

/** The URIs of what a media playlist shows, relative to its own. */
public interface SegmentNames {
    /**
     * An init segment.
     *
     * @param number the media sequence number of the first segment that has it
     */
    String init(long number);

    /**
     * A segment.
     *
     * @param msn its media sequence number
     */
    String segment(long msn);

    /**
     * A part of a segment.
     *
     * @param index from 0
     */
    String part(long msn, int index);
}
