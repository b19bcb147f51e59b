package io.millrace.cli;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A short real run for the JVM to record into its AOT cache, so that the next start, the first publisher and the first
 * player find their classes loaded. The launcher calls it after a build; it is nothing for users.
 */
public final class Rehearsal {
    /** Enough for headers, a key frame and what follows it. */
    private static final int FRAMES = 60;

    private static final List<String> ARGUMENTS =
            List.of("--bind", "127.0.0.1", "--port", "0", "--http-port", "0", "--demo");

    private Rehearsal() {}

    public static void main(String[] ignored) throws IOException, StartException {
        Arguments arguments = Arguments.plain(ARGUMENTS, ServeCommand.OPTIONS).orElseThrow();
        ServerConfig config = ServeCommand.config(arguments, Map.of());
        try (MillraceServer server = MillraceServer.start(config);
                RehearsalPeer publisher = new RehearsalPeer(server.rtmpAddress());
                RehearsalPeer player = new RehearsalPeer(server.rtmpAddress())) {
            ServeCommand.announce(server, config, arguments, Console.system().out());
            publisher.publish("rehearsal", FRAMES);
            player.play("demo", FRAMES);
        }
        LogSetup.flush();
    }
}
