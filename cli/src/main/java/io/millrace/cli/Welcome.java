package io.millrace.cli;

import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.Secret;
import io.millrace.server.config.ServerConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a person needs to know once the server listens: where to publish to, where to play from, and who else can. */
final class Welcome {
    private static final int DEFAULT_PORT = 1935;
    private static final String DEFAULT_APPLICATION = "live";

    private final ServerConfig config;
    private final InetSocketAddress bound;
    private final List<InetAddress> addresses;
    private final String application;

    /**
     * Of a server that listens.
     *
     * @param bound where it listens
     * @param local this machine's addresses, for when {@code bound} is all of them
     */
    Welcome(ServerConfig config, InetSocketAddress bound, List<InetAddress> local) {
        this.config = config;
        this.bound = bound;
        this.application = application(config);
        this.addresses = bound.getAddress().isAnyLocalAddress() ? local : List.of(bound.getAddress());
    }

    /** One that may be used: {@code live} unless the configuration allows only others. */
    static String application(ServerConfig config) {
        Stream<String> named = config.applications().keySet().stream().filter(pattern -> !pattern.contains("*"));
        return Stream.concat(Stream.of(DEFAULT_APPLICATION), named)
                .filter(name -> config.application(name).isPresent())
                .findFirst()
                .orElse("APPLICATION");
    }

    /** Where it listens, in a few words. */
    String where() {
        String port = "port " + bound.getPort();
        return bound.getAddress().isAnyLocalAddress()
                ? port + " of all addresses"
                : port + " of " + host(addresses.getFirst());
    }

    /** One line per address and direction. */
    List<String> lines(boolean demo) {
        List<String> lines = new ArrayList<>();
        add(lines, "Publish to", "NAME" + parameter(ApplicationConfig::publishKey));
        add(lines, "Play from", "NAME" + parameter(ApplicationConfig::playKey));
        if (demo) {
            lines.add(line("Demo", url(addresses.getFirst(), "demo" + parameter(ApplicationConfig::playKey))));
        }
        return lines;
    }

    /** Present when anyone who reaches this machine could publish. */
    Optional<String> warning() {
        if (bound.getAddress().isLoopbackAddress() || !anyoneMayPublish()) {
            return Optional.empty();
        }
        return Optional.of("Anyone who reaches port " + bound.getPort()
                + " can publish. Set --publish-key (and --play-key), or --bind 127.0.0.1.");
    }

    /** Under some name at least: a key for one application leaves the others open. */
    private boolean anyoneMayPublish() {
        return Stream.concat(Stream.of("*"), config.applications().keySet().stream())
                .map(config::application) // a pattern matches itself
                .flatMap(Optional::stream)
                .anyMatch(application -> !application.publishKey().isSet());
    }

    private void add(List<String> lines, String what, String stream) {
        String head = what;
        for (InetAddress address : addresses) {
            lines.add(line(head, url(address, stream)));
            head = "";
        }
    }

    private static String line(String head, String text) {
        return head + " ".repeat(12 - head.length()) + text;
    }

    private String url(InetAddress address, String stream) {
        String port = bound.getPort() == DEFAULT_PORT ? "" : ":" + bound.getPort();
        return "rtmp://" + host(address) + port + "/" + application + "/" + stream;
    }

    private static String host(InetAddress address) {
        if (address.isLoopbackAddress() && address.getHostAddress().equals("127.0.0.1")) {
            return "localhost";
        }
        String text = address.getHostAddress()
                .replaceFirst("%.*", "") // a scope means nothing on other machines
                .replaceFirst("(^|:)(0(:|$)){2,}", "::");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private String parameter(Function<ApplicationConfig, Secret> which) {
        return key(which).isSet() ? "?key=KEY" : "";
    }

    private Secret key(Function<ApplicationConfig, Secret> which) {
        return config.application(application).map(which).orElse(Secret.NONE);
    }
}
