package io.millrace.server.config;

import io.millrace.transport.EventLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set: what millrace.yaml is read into, and what {@code MillraceServer.start} takes. Immutable.
 *
 * <p>From code, start with {@link #defaults} and change what should differ, by the keys of the file:
 *
 * <pre>
 *   ServerConfig.defaults().with("rtmp.bind", "127.0.0.1").with("rtmp.port", "0")
 * </pre>
 *
 * @param applications in the order written; {@link #application} picks the one for a name
 */
public record ServerConfig(
        @Option(doc = "What listens for RTMP, and its connections.")
        RtmpConfig rtmp,

        @Option(
                doc =
                        "More addresses to listen on, with the limits of rtmp, by names of your choice. What one leaves out is taken"
                                + " from `*`, which is none itself.")
        Map<String, ListenerConfig> listeners,

        @Option(doc = "Certificates, for rtmps, rtmpts and https.")
        TlsConfig tls,

        @Option(doc = "What listens for HTTP, and its connections.")
        HttpConfig http,

        @Option(doc = "Who may look into the server and steer it by HTTP.")
        ApiConfig api,

        @Option(doc = "What Prometheus is told.") MetricsConfig metrics,
        @Option(doc = "HLS, with low latency.") HlsConfig hls,

        @Option(doc = "Live streams and their viewers.") StreamsConfig streams,

        @Option(doc = "Recorded streams.") RecordingsConfig recordings,

        @Option(doc = "Remote shared objects.") SharedObjectsConfig sharedObjects,

        @Option(
                doc = "Settings of applications, by name or by pattern: `*` stands for any characters. The"
                        + " pattern with the most other characters counts. What it leaves out is taken from the"
                        + " pattern `*`, then from the defaults here.")
        Map<String, ApplicationConfig> applications,

        @Option(
                doc = "Refuse applications that match no pattern but `*`. Otherwise any name may be used.",
                byDefault = "false")
        boolean strictApplications,

        @Option(doc = "What becomes of clients when the server stops.")
        DrainConfig drain,

        @Option(
                doc = "While somebody publishes or plays, write a line into the log this often: how many there are, how"
                        + " much goes in and out, how late. 0 never does.",
                byDefault = "60s",
                max = "24h")
        Duration statusInterval,

        @Option(doc = "Event loops, each a thread. 0: one per processor.", byDefault = "0", max = "1024")
        int threads,

        @Option(
                doc = "How event loops wait for sockets. auto takes epoll on Linux, kqueue on macOS and nio elsewhere.",
                byDefault = "auto")
        EventLoops.Kind transport) {
    public ServerConfig {
        Options.check(
                ServerConfig.class,
                rtmp,
                listeners,
                tls,
                http,
                api,
                metrics,
                hls,
                streams,
                recordings,
                sharedObjects,
                applications,
                strictApplications,
                drain,
                statusInterval,
                threads,
                transport);
        listeners = ApplicationPattern.named(listeners);
        applications = Collections.unmodifiableMap(new LinkedHashMap<>(applications));
    }

    public static ServerConfig defaults() {
        return Options.defaults(ServerConfig.class);
    }

    /**
     * A copy in which one option differs.
     *
     * @param key as in the file, groups separated by dots: {@code streams.max-lag}
     * @param value as in the file: {@code 5s}
     * @throws ConfigException naming the key and what is allowed
     */
    public ServerConfig with(String key, String value) {
        return new Binder(List.of()).bind(Setting.of(KeyPath.split(key), value, ""), this);
    }

    /** A copy with these settings for the applications that match {@code pattern}; {@code *} is all others. */
    public ServerConfig withApplication(String pattern, ApplicationConfig application) {
        Map<String, ApplicationConfig> all = new LinkedHashMap<>(applications);
        all.put(pattern, application);
        return new ServerConfig(
                rtmp,
                listeners,
                tls,
                http,
                api,
                metrics,
                hls,
                streams,
                recordings,
                sharedObjects,
                all,
                strictApplications,
                drain,
                statusInterval,
                threads,
                transport);
    }

    /** All options in effect, by their keys in the file; secrets are not shown. */
    public List<ConfigEntry> entries() {
        List<ConfigEntry> entries = new ArrayList<>();
        Options.of(ServerConfig.class).addEntries("", this, entries);
        return List.copyOf(entries);
    }

    /** The settings of the application {@code name}; empty when it may not be used at all. */
    public Optional<ApplicationConfig> application(String name) {
        String best = ApplicationPattern.best(applications.keySet(), name).orElse(ApplicationPattern.ANY);
        if (strictApplications && best.equals(ApplicationPattern.ANY)) {
            return Optional.empty();
        }
        ApplicationConfig found = applications.get(best);
        return Optional.of(found == null ? ApplicationConfig.defaults() : found);
    }
}
