/** Container files and media frames: MP4 and MP3 files are read as {@code FrameReader}s. */
@org.jspecify.annotations.NullMarked
module io.millrace.mux {
    requires static org.jspecify;
    requires transitive io.millrace.media;
    requires io.millrace.flv;
    requires io.millrace.amf;

    exports io.millrace.mux;
}
