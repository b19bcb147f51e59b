package io.millrace.cli;

import io.millrace.client.ClientSettings;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.server.auth.SwfFiles;
import io.millrace.transport.ClientTls;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all commands that connect to servers let one say about that. */
final class ServerOptions {
    private static final String PASSWORD_VARIABLE = "MILLRACE_PASSWORD";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "User name, for servers that ask for one; USER:PASSWORD@ in a URL does the same.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "Its password. Others on this machine can see it here; " + PASSWORD_VARIABLE
                    + " in the environment, or a file, they cannot.")
    private Optional<String> password = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password as its first line.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to wait for a connection, and for each answer of a server; 10s unless given.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "For rtmps: trust certificates that one of those in this PEM file vouches for; a self-signed one"
                            + " vouches for itself.")
    private Optional<Path> tlsCa = Optional.empty();

    @Option(
            names = "--tls-pin",
            paramLabel = "PIN",
            description =
                    "For rtmps: trust the server that has this key, sha256/ and its hash in base 64, whoever vouches for it.")
    private Optional<String> tlsPin = Optional.empty();

    @Option(
            names = "--tls-insecure",
            description = "For rtmps: trust any server. Whoever is on the way can read and change everything.")
    private boolean tlsInsecure;

    @Option(
            names = "--swf",
            paramLabel = "FILE",
            description = "The SWF file to be, for servers that ask clients which one they are.")
    private Optional<Path> swf = Optional.empty();

    /** How long to wait for each thing that a server owes. */
    Duration timeout() {
        return timeout;
    }

    /**
     * As the options say.
     *
     * @throws UsageException if the time-out is none, or if there is more than one way to trust
     * @throws IOException if the file of certificates or the SWF file cannot be read
     */
    ClientSettings settings() throws IOException {
        if (timeout.isZero()) {
            throw new UsageException("--timeout 0 (expected: more than 0)");
        }
        var settings = ClientSettings.builder().timeout(timeout);
        tls().ifPresent(settings::tls);
        if (swf.isPresent()) {
            settings.swf(SwfFiles.read(swf.get()));
        }
        return settings.build();
    }

    private Optional<ClientTls> tls() throws IOException {
        int ways = (tlsCa.isPresent() ? 1 : 0) + (tlsPin.isPresent() ? 1 : 0) + (tlsInsecure ? 1 : 0);
        if (ways > 1) {
            throw new UsageException("--tls-ca, --tls-pin and --tls-insecure exclude each other");
        }
        if (tlsInsecure) {
            return Optional.of(ClientTls.insecure());
        }
        if (tlsCa.isPresent()) {
            return Optional.of(ClientTls.trusting(tlsCa.get()));
        }
        try {
            return tlsPin.isPresent() ? Optional.of(ClientTls.pinned(tlsPin.get())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tls-pin: " + e.getMessage());
        }
    }

    /**
     * What {@code text} names, with the user and password that were given beside it.
     *
     * @throws UsageException if that is no RTMP URL with a stream name, or if a user has no password
     * @throws IOException if the password's file cannot be read
     */
    RtmpUrl url(String text, Console console) throws IOException {
        RtmpUrl url = Urls.parseStream(text);
        if (user.isEmpty()) {
            return url;
        }
        String userInfo = encoded(user.get()) + ":" + encoded(password(console));
        return new RtmpUrl(url.scheme(), userInfo, url.host(), url.port(), url.app(), url.streamName(), url.options());
    }

    private String password(Console console) throws IOException {
        if (passwordFile.isPresent()) {
            return Files.readString(passwordFile.get()).lines().findFirst().orElse("");
        }
        return password.or(() -> Optional.ofNullable(console.environment().get(PASSWORD_VARIABLE)))
                .orElseThrow(
                        () -> new UsageException("--user " + user.orElse("") + ": its password is missing (expected: "
                                + PASSWORD_VARIABLE + " in the environment, --password-file or --password)"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
