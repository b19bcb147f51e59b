package io.millrace.cli;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ConfigException;
import io.millrace.server.config.ConfigLoader;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.demo.DemoPublisher;
import io.millrace.server.tls.Certificates;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code millrace serve}: runs the server until Ctrl-C or SIGTERM, then lets its connections finish. It knows nothing of
 * picocli, which knows it through {@link ServeModel}.
 */
final class ServeCommand {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    static final CommandOption CONFIG =
            new CommandOption("--config", "-c", "FILE", "Read settings from a file; docs/millrace.yaml is a template.");
    static final CommandOption DEMO =
            new CommandOption("--demo", "", "", "Also publish a small built-in clip, again and again, as live/demo.");
    static final CommandOption PORT =
            new CommandOption("--port", "-p", "PORT", "TCP port, 1935 unless given; 0 picks a free one.");
    static final CommandOption BIND = new CommandOption(
            "--bind", "-b", "ADDRESS", "Address to listen on, such as 127.0.0.1; all of them unless given.");
    static final CommandOption HTTP_PORT = new CommandOption(
            "--http-port", "", "PORT", "TCP port of the console and of HTTP, 8080 unless given; 0 picks a free one.");
    static final CommandOption PUBLISH_KEY = new CommandOption(
            "--publish-key", "", "KEY", "Only those may publish who add ?key=KEY to the stream name.");
    static final CommandOption PLAY_KEY =
            new CommandOption("--play-key", "", "KEY", "Only those may play who add ?key=KEY to the stream name.");

    static final CommandOption TLS_CERTIFICATE = new CommandOption(
            "--tls-cert", "", "FILE", "Certificate for rtmps:// on the same port, as a PEM file; with --tls-key.");
    static final CommandOption TLS_KEY = new CommandOption("--tls-key", "", "FILE", "Its key, as a PEM file.");
    static final CommandOption TLS_SELF_SIGNED = new CommandOption(
            "--tls-self-signed",
            "",
            "",
            "A certificate made on the spot, to try rtmps:// out with clients that do not check.");

    static final List<CommandOption> OPTIONS = List.of(
            DEMO, PORT, BIND, HTTP_PORT, PUBLISH_KEY, PLAY_KEY, TLS_CERTIFICATE, TLS_KEY, TLS_SELF_SIGNED, CONFIG);

    /** An option that sets what the configuration file could set too. */
    private record Setting(CommandOption option, String key) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting(PORT, "rtmp.port"),
            new Setting(BIND, "rtmp.bind"),
            new Setting(HTTP_PORT, "http.port"),
            new Setting(PUBLISH_KEY, "applications.*.publish-key"),
            new Setting(PLAY_KEY, "applications.*.play-key"),
            new Setting(TLS_CERTIFICATE, "tls.certificate"),
            new Setting(TLS_KEY, "tls.key"),
            new Setting(TLS_SELF_SIGNED, "tls.self-signed"));

    private ServeCommand() {}

    /** Does not return once the server runs. */
    static ExitCode run(Arguments arguments, Console console) throws InterruptedException {
        MillraceServer server;
        ServerConfig config;
        try {
            config = config(arguments, console.environment());
            server = MillraceServer.start(config);
        } catch (ConfigException | StartException e) {
            console.err().println(e.getMessage());
            return ExitCode.USAGE;
        }
        HangUp.handle(() -> {
            server.certificates().ifPresent(Certificates::reload);
            server.swfFiles().reload();
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        announce(server, config, arguments, console.out());
        Thread.currentThread().join(); // until a signal starts the shutdown
        return ExitCode.DONE;
    }

    /** Says where the server is, and gives it something to show if that was asked for. */
    static void announce(MillraceServer server, ServerConfig config, Arguments arguments, PrintStream out) {
        if (arguments.has(DEMO)) {
            DemoPublisher.start(server.hub(), Welcome.application(config) + "/demo");
        }
        Welcome welcome = new Welcome(config, server.addresses(), server.httpAddress(), LocalAddresses.find());
        welcome.lines(arguments.has(DEMO)).forEach(out::println);
        welcome.where().forEach(where -> log.info("{}; {}", where, server.transport()));
        server.httpAddress()
                .ifPresent(address -> log.info("http on {}; {}", Welcome.where(address), server.transport()));
        welcome.warning().ifPresent(log::warn);
    }

    /** What the defaults, the file, the environment and the arguments make together. */
    static ServerConfig config(Arguments arguments, Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader().environment(environment);
        arguments.value(CONFIG).ifPresent(file -> loader.file(Path.of(file)));
        for (Setting setting : SETTINGS) {
            arguments
                    .value(setting.option)
                    .map(value -> setting.option.takesValue() ? value : "true")
                    .ifPresent(value -> loader.set(setting.key, value, setting.option.name()));
        }
        return loader.load();
    }

    private static void stop(MillraceServer server) {
        log.info("stopping; connections open: {}", server.transportCounters().open());
        server.close();
        log.info("stopped");
        LogSetup.flush();
        // Otherwise the exit code were 128 + the signal, and service managers would take an orderly end for a failure.
        Runtime.getRuntime().halt(ExitCode.DONE.number());
    }
}
