package io.millrace.server.config;

/** One more address to listen on: {@code listeners:} in millrace.yaml, by names that mean nothing but for messages. */
public record ListenerConfig(
        @Option(doc = "Address to listen on. Empty: all addresses, IPv4 and IPv6.")
        String bind,

        @Option(doc = "TCP port. 0 picks a free one.", byDefault = "0", max = "65535")
        int port,

        @Option(doc = "As rtmp.carriers.", byDefault = "all")
        Carriers carriers,

        @Option(doc = "As rtmp.trusted-proxies.") AddressRanges trustedProxies) {
    public ListenerConfig {
        Options.check(ListenerConfig.class, bind, port, carriers, trustedProxies);
    }
}
