package io.millrace.cli;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ConfigLoader;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.demo.DemoPublisher;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code millrace serve}: runs the server until Ctrl-C or SIGTERM, then lets its connections finish. */
final class ServeCommand {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    private static final CommandOption PORT =
            new CommandOption("--port", "-p", "PORT", "TCP port, 1935 unless given; 0 picks a free one");
    private static final CommandOption BIND = new CommandOption(
            "--bind", "-b", "ADDRESS", "address to listen on, such as 127.0.0.1; all of them unless given");
    private static final CommandOption PUBLISH_KEY =
            new CommandOption("--publish-key", "", "KEY", "only those may publish who add ?key=KEY to the stream name");
    private static final CommandOption PLAY_KEY =
            new CommandOption("--play-key", "", "KEY", "only those may play who add ?key=KEY to the stream name");
    private static final CommandOption CONFIG =
            new CommandOption("--config", "-c", "FILE", "read settings from a file; docs/millrace.yaml is a template");
    private static final CommandOption DEMO =
            new CommandOption("--demo", "", "", "also publish a small built-in clip, again and again, as live/demo");
    private static final CommandOption HELP = new CommandOption("--help", "-h", "", "show this text");
    private static final List<CommandOption> OPTIONS = List.of(PORT, BIND, PUBLISH_KEY, PLAY_KEY, CONFIG, DEMO, HELP);

    /** The options that set what the configuration file could set too. */
    private static final Map<CommandOption, String> KEYS = Map.of(
            PORT, "rtmp.port",
            BIND, "rtmp.bind",
            PUBLISH_KEY, "applications.*.publish-key",
            PLAY_KEY, "applications.*.play-key");

    private static final String HELP_HEAD = """
            Runs the server. No configuration is needed; it prints where to publish to and where to play from.
            Ctrl-C or SIGTERM ends it: what was sent is delivered first.

            Usage: millrace serve [OPTIONS]

            """;

    private static final String HELP_TAIL = """

            An option here wins over the environment (MILLRACE_RTMP_PORT=1936), that over the file, that over the
            defaults. docs/configuration.md lists all there is to set.

            Something to see, with no other tool than a player:
              millrace serve --demo
              ffplay rtmp://localhost/live/demo

            Only those publish who know the key:
              millrace serve --publish-key SECRET
              ffmpeg -re -i film.mp4 -c copy -f flv 'rtmp://localhost/live/cam?key=SECRET'
              ffplay rtmp://localhost/live/cam
            """;

    private ServeCommand() {}

    /** Does not return once the server runs. */
    static void run(List<String> arguments, PrintStream out) throws StartException, InterruptedException {
        Arguments parsed = parse(arguments);
        if (parsed.has(HELP)) {
            out.print(help());
            return;
        }
        ServerConfig config = config(parsed, System.getenv());
        MillraceServer server = MillraceServer.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        announce(server, config, parsed, out);
        Thread.currentThread().join(); // until a signal starts the shutdown
    }

    /** Says where the server is, and gives it something to show if that was asked for. */
    static void announce(MillraceServer server, ServerConfig config, Arguments arguments, PrintStream out) {
        if (arguments.has(DEMO)) {
            DemoPublisher.start(server.hub(), Welcome.application(config) + "/demo");
        }
        Welcome welcome = new Welcome(config, server.rtmpAddress(), LocalAddresses.find());
        welcome.lines(arguments.has(DEMO)).forEach(out::println);
        log.info("RTMP on {}, {}", welcome.where(), server.transport());
        welcome.warning().ifPresent(log::warn);
    }

    static Arguments parse(List<String> arguments) {
        return Arguments.parse(arguments, OPTIONS);
    }

    /** What the defaults, the file, the environment and the arguments make together. */
    static ServerConfig config(Arguments arguments, Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader().environment(environment);
        arguments.value(CONFIG).ifPresent(file -> loader.file(Path.of(file)));
        KEYS.forEach(
                (option, key) -> arguments.value(option).ifPresent(value -> loader.set(key, value, option.name())));
        return loader.load();
    }

    private static String help() {
        StringBuilder text = new StringBuilder(HELP_HEAD);
        for (CommandOption option : OPTIONS) {
            text.append(String.format("  %-22s %s%n", option.usage(), option.help()));
        }
        return text.append(HELP_TAIL).toString();
    }

    private static void stop(MillraceServer server) {
        log.info("stopping; connections open: {}", server.transportCounters().open());
        server.close();
        log.info("stopped");
        LogSetup.flush();
        // Otherwise the exit code were 128 + the signal, and service managers would take an orderly end for a failure.
        Runtime.getRuntime().halt(Main.OK);
    }
}
