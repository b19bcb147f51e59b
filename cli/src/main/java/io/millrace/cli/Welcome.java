package io.millrace.cli;

import io.millrace.rtmp.command.RtmpScheme;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.Carriers;
import io.millrace.server.config.Secret;
import io.millrace.server.config.ServerConfig;
import io.millrace.transport.Carrier;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a person needs to know once the server listens: where to publish to, where to play from, and who else can. */
final class Welcome {
    private static final String DEFAULT_APPLICATION = "live";

    private final ServerConfig config;
    private final List<InetSocketAddress> all;
    private final InetSocketAddress bound;
    private final Optional<InetSocketAddress> http;
    private final List<Carrier> carriers;
    private final List<InetAddress> local;
    private final List<InetAddress> addresses;
    private final String application;

    /**
     * Of a server that listens.
     *
     * @param all where it listens: {@code rtmp}, then {@code listeners} in their order
     * @param http where it has its console, if it has one
     * @param local this machine's addresses, for where it listens on all of them
     */
    Welcome(
            ServerConfig config,
            List<InetSocketAddress> all,
            Optional<InetSocketAddress> http,
            List<InetAddress> local) {
        this.http = http;
        this.config = config;
        this.all = all;
        this.bound = all.getFirst();
        this.carriers = sorted(config.rtmp().carriers());
        this.local = local;
        this.application = application(config);
        this.addresses = addresses(bound);
    }

    private List<InetAddress> addresses(InetSocketAddress of) {
        return of.getAddress().isAnyLocalAddress() ? local : List.of(of.getAddress());
    }

    private List<Carrier> sorted(Carriers chosen) {
        return chosen.of(config.tls().isSet()).stream().sorted().toList();
    }

    /** One that may be used: {@code live} unless the configuration allows only others. */
    static String application(ServerConfig config) {
        Stream<String> named = config.applications().keySet().stream().filter(pattern -> !pattern.contains("*"));
        return Stream.concat(Stream.of(DEFAULT_APPLICATION), named)
                .filter(name -> config.application(name).isPresent())
                .findFirst()
                .orElse("APPLICATION");
    }

    /** Where it listens, and for what: a few words for each address. */
    List<String> where() {
        List<List<Carrier>> of = new ArrayList<>(List.of(carriers));
        config.listeners().values().forEach(listener -> of.add(sorted(listener.carriers())));
        return IntStream.range(0, all.size())
                .mapToObj(i -> words(of.get(i)) + " on " + where(all.get(i)))
                .toList();
    }

    private String words(List<Carrier> carriers) {
        Stream<String> schemes = carriers.stream().map(Carrier::toString);
        Stream<String> hidden = carriers.stream()
                .filter(carrier -> config.rtmp().rtmpe() && !carrier.isTls())
                .map(carrier -> carrier + "e");
        return Stream.concat(schemes, hidden).collect(Collectors.joining(", "));
    }

    /** In words. */
    static String where(InetSocketAddress address) {
        String port = "port " + address.getPort();
        return address.getAddress().isAnyLocalAddress()
                ? port + " of all addresses"
                : port + " of " + host(address.getAddress());
    }

    /** One line per address and direction. */
    List<String> lines(boolean demo) {
        List<String> lines = new ArrayList<>();
        add(lines, "Publish to", "NAME" + parameter(ApplicationConfig::publishKey));
        add(lines, "Play from", "NAME" + parameter(ApplicationConfig::playKey));
        if (demo) {
            String stream = "demo" + parameter(ApplicationConfig::playKey);
            lines.add(line("Demo", url(schemes().getFirst(), addresses.getFirst(), stream)));
        }
        http.ifPresent(address -> lines.add(
                line("Console", "http://" + host(addresses(address).getFirst()) + ":" + address.getPort() + "/")));
        return lines;
    }

    /** Present when anyone who reaches this machine could publish. */
    Optional<String> warning() {
        return all.stream()
                .filter(each -> !each.getAddress().isLoopbackAddress() && anyoneMayPublish())
                .findFirst()
                .map(open -> "Anyone who reaches port " + open.getPort()
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
            for (Carrier scheme : schemes()) {
                lines.add(line(head, url(scheme, address, stream)));
                head = "";
            }
        }
    }

    private static String line(String head, String text) {
        return head + " ".repeat(12 - head.length()) + text;
    }

    /** Those that nearly everybody uses; the others, where there is nothing else. */
    private List<Carrier> schemes() {
        List<Carrier> usual =
                carriers.stream().filter(carrier -> !carrier.isHttp()).toList();
        return usual.isEmpty() ? carriers : usual;
    }

    private String url(Carrier scheme, InetAddress address, String stream) {
        int standard = RtmpScheme.valueOf(scheme.name()).defaultPort();
        String port = bound.getPort() == standard ? "" : ":" + bound.getPort();
        return scheme + "://" + host(address) + port + "/" + application + "/" + stream;
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
