package io.millrace.server.config;

import java.time.Duration;

/** The HTTP listener and its connections: {@code http:} in millrace.yaml. */
public record HttpConfig(
        @Option(doc = "Serve streams, the console and the API by HTTP.", byDefault = "true")
        boolean enabled,

        @Option(doc = "Address to listen on. Empty: all addresses, IPv4 and IPv6.", byDefault = "127.0.0.1")
        String bind,

        @Option(
                doc = "TCP port, for HTTP and, once there is a certificate, for HTTPS too. 0 picks a free one.",
                byDefault = "8080",
                max = "65535")
        int port,

        @Option(doc = "As rtmp.trusted-proxies.") AddressRanges trustedProxies,

        @Option(
                doc = "The web sites whose pages may play what is here: any, or one origin as in"
                        + " `https://example.org`. Empty: none but those that are served here.",
                byDefault = "any")
        String allowedOrigin,

        @Option(doc = "Connections at a time. One of HTTP/2 counts once.", byDefault = "10000", min = "1")
        int maxConnections,

        @Option(doc = "Connections at a time from one IP address. 0: no limit of its own.", byDefault = "0")
        int maxConnectionsPerAddress,

        @Option(
                doc = "Close a connection that has not sent a whole request in this time.",
                byDefault = "30s",
                min = "1s",
                max = "1h")
        Duration idleTimeout,

        @Option(doc = "Write a line into the log for each request.", byDefault = "false")
        boolean accessLog) {
    public HttpConfig {
        Options.check(
                HttpConfig.class,
                enabled,
                bind,
                port,
                trustedProxies,
                allowedOrigin,
                maxConnections,
                maxConnectionsPerAddress,
                idleTimeout,
                accessLog);
    }
}
