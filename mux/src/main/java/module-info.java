/** Container files and media frames: MP4 and MP3 files are read as {@code FrameReader}s, and fragmented MP4 is written; HLS. */
@org.jspecify.annotations.NullMarked
module io.millrace.mux {
    requires static org.jspecify;
    requires transitive io.millrace.media;
    requires io.millrace.flv;
    requires io.millrace.amf;

    exports io.millrace.mux;
    exports io.millrace.mux.hls;
    exports io.millrace.mux.ts;
}
