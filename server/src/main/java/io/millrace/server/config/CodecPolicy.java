package io.millrace.server.config;

/** What a player gets of a stream in a codec of Enhanced RTMP that it did not announce [ER-175]. */
public enum CodecPolicy {
    /** The stream as it is: few players announce what they can play [IP-70]. */
    FORWARD,
    /** The tracks in other codecs. */
    FILTER,
    /** The tracks in other codecs, and NetStream.Play.Failed for each that is left out. */
    REJECT
}
