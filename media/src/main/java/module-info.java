/**
 * What flows through Millrace: tracks, packets, frames, the FourCCs that name their codecs and what their headers say.
 */
@org.jspecify.annotations.NullMarked
module io.millrace.media {
    requires static org.jspecify;
    requires transitive io.millrace.bytes;

    exports io.millrace.media;
    exports io.millrace.media.codec;
}
