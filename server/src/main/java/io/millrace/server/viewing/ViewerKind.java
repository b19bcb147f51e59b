package io.millrace.server.viewing;

import java.util.Locale;

/** By what a viewer gets its stream. */
public enum ViewerKind {
    /** RTMP on any of its carriers. */
    RTMP,
    HTTP_FLV,
    WEBSOCKET_FLV,
    HLS,
    HTTP_MP4,
    WEBSOCKET_MP4,
    /** A recorded file over HTTP. */
    HTTP_FILE;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Its name in the API and in metrics, as in {@code http-flv}. */
    public String label() {
        return label;
    }
}
