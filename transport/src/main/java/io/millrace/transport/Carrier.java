package io.millrace.transport;

import java.util.Locale;

/** What connections carry: RTMP in some wrapping, or pages. RTMPE is none: its handshake and its cipher are inside RTMP. */
public enum Carrier {
    /** RTMP, as it is. */
    RTMP(false, false),
    /** RTMP through TLS. */
    RTMPS(true, false),
    /** RTMP in HTTP requests. */
    RTMPT(false, true),
    /** RTMP in HTTP requests through TLS. */
    RTMPTS(true, true),
    /** HTTP requests for what a server shows otherwise: pages, media, its API. */
    HTTP(false, true),
    /** Those through TLS. */
    HTTPS(true, true);

    private final boolean tls;
    private final boolean http;

    Carrier(boolean tls, boolean http) {
        this.tls = tls;
        this.http = http;
    }

    /** The one of RTMP. */
    static Carrier of(boolean tls, boolean http) {
        if (http) {
            return tls ? RTMPTS : RTMPT;
        }
        return tls ? RTMPS : RTMP;
    }

    public boolean isTls() {
        return tls;
    }

    /** Whether it comes in HTTP requests. */
    public boolean isHttp() {
        return http;
    }

    public boolean isRtmp() {
        return this != HTTP && this != HTTPS;
    }

    /** As the scheme of a URL. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
