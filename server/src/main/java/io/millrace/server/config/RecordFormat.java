package io.millrace.server.config;

/** What kind of file a stream is recorded to. */
public enum RecordFormat {
    /** Messages as they were published. */
    FLV(".flv"),
    /** Fragmented MP4, which browsers play. */
    FMP4(".mp4");

    private final String extension;

    RecordFormat(String extension) {
        this.extension = extension;
    }

    /** With its dot. */
    public String extension() {
        return extension;
    }
}
