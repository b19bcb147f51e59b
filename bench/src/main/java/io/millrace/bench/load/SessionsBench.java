package io.millrace.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Players that come one after the other to a server without other load: how long a viewer waits for a picture. */
@Command(
        name = "sessions",
        showDefaultValues = true,
        description = "Players one after the other: connect to playing, and to the first key frame.")
final class SessionsBench implements Callable<Integer> {
    /** nginx-rtmp has no GOP cache: each of its sessions waits for the next key frame, about a second. */
    private static final int SESSIONS_WITHOUT_GOP_CACHE = 10;

    @Mixin
    private final Contest contest = new Contest();

    @Option(names = "--sessions", defaultValue = "500", description = "Measured in each round, 1 to 10000.")
    private int sessions;

    @Option(names = "--warmup", defaultValue = "2000", description = "Before all rounds, 1 to 10000.")
    private int warmupSessions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        contest.checkRange("--sessions", sessions, 1, 10_000);
        contest.checkRange("--warmup", warmupSessions, 1, 10_000);
        return contest.run(new Load(
                "sessions",
                "One publisher, players one after the other; %d sessions a round, %d with nginx-rtmp."
                        .formatted(sessions, Math.min(sessions, SESSIONS_WITHOUT_GOP_CACHE)),
                "sessions",
                server -> options(server, warmupSessions),
                server -> options(server, sessions),
                2,
                Duration.ofMinutes(5),
                List.of(
                        Figure.of("connect to playing p50, ms", 3, "connect_ms_p50"),
                        Figure.of("connect to playing p99, ms", 3, "connect_ms_p99"),
                        Figure.of("connect to playing max, ms", 3, "connect_ms_max"),
                        Figure.of("connect to first key frame p50, ms", 3, "first_key_frame_ms_p50"),
                        Figure.of("connect to first key frame p99, ms", 3, "first_key_frame_ms_p99"),
                        Figure.of("connect to first key frame max, ms", 3, "first_key_frame_ms_max"),
                        Figure.of("play to first key frame p50, ms", 3, "play_to_key_frame_ms_p50")),
                Figure.of("connect to playing p50", 3, "connect_ms_p50")));
    }

    private static List<String> options(String server, int wanted) {
        int count = server.equals(Contest.NGINX) ? Math.min(wanted, SESSIONS_WITHOUT_GOP_CACHE) : wanted;
        return List.of("--sessions", "" + count);
    }
}
