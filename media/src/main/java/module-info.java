/** What flows through Millrace: tracks, packets, frames and the FourCCs that name their codecs. */
@org.jspecify.annotations.NullMarked
module io.millrace.media {
    requires static org.jspecify;
    requires transitive io.millrace.bytes;

    exports io.millrace.media;
}
