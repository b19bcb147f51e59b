package io.millrace.transport;

import java.util.Locale;

/** What carries the bytes of RTMP. RTMPE is no carrier: its handshake and its cipher are inside those bytes. */
public enum Carrier {
    /** TCP. */
    RTMP(false, false),
    /** TLS. */
    RTMPS(true, false),
    /** HTTP requests. */
    RTMPT(false, true),
    /** HTTP requests through TLS. */
    RTMPTS(true, true);

    private final boolean tls;
    private final boolean http;

    Carrier(boolean tls, boolean http) {
        this.tls = tls;
        this.http = http;
    }

    static Carrier of(boolean tls, boolean http) {
        if (http) {
            return tls ? RTMPTS : RTMPT;
        }
        return tls ? RTMPS : RTMP;
    }

    public boolean isTls() {
        return tls;
    }

    public boolean isHttp() {
        return http;
    }

    /** As the scheme of a URL. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
