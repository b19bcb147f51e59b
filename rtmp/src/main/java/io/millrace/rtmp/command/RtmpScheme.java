package io.millrace.rtmp.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an RTMP URL says the connection is carried. */
public enum RtmpScheme {
    /** TCP. */
    RTMP(1935),
    /** TLS. */
    RTMPS(443),
    /** RTMPE: a key exchange in the handshake, then RC4. */
    RTMPE(1935),
    /** RTMPE in the HTTP tunnel. */
    RTMPTE(80),
    /** The HTTP tunnel. */
    RTMPT(80),
    /** The HTTP tunnel in TLS. */
    RTMPTS(443),
    /** RTMFP over UDP [RFC7425]. */
    RTMFP(1935);

    private final int defaultPort;

    RtmpScheme(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The port when a URL has none. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Whether it is RTMPE, on whatever carrier. */
    public boolean isRtmpe() {
        return this == RTMPE || this == RTMPTE;
    }

    /** Whether TLS is below it. */
    public boolean isTls() {
        return this == RTMPS || this == RTMPTS;
    }

    /** Whether HTTP requests carry it. */
    public boolean isTunnel() {
        return this == RTMPT || this == RTMPTE || this == RTMPTS;
    }

    /** As in a URL: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RtmpScheme> of(String name) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.toString().equalsIgnoreCase(name))
                .findFirst();
    }

    /** For error texts. */
    static String all() {
        return Arrays.stream(values()).map(RtmpScheme::toString).collect(Collectors.joining(", "));
    }
}
