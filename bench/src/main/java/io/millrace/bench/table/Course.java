package io.millrace.bench.table;

import io.millrace.bench.load.Contestants;
import io.millrace.bench.load.Cores;
import io.millrace.bench.load.Generator;
import io.millrace.bench.load.Result;
import io.millrace.bench.load.Rig;
import io.millrace.bench.load.Server;
import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Does jobs, one after the other, and says how long the rest will take. */
final class Course {
    /** Figure of a server that was started for its job: how often a player jumped. */
    static final String JUMPS = "jumps";

    private static final int WARM_UP_SECONDS = 5;
    private static final Duration START = Duration.ofSeconds(3);

    /** For more players than a server has connections for by default; and its log is to count their jumps to the end. */
    private static final Map<String, String> BEYOND =
            Map.of("MILLRACE_RTMP_MAX_CONNECTIONS", "20000", "MILLRACE_STATUS_INTERVAL", "1s");

    private static final Pattern JUMPED = Pattern.compile(", ([\\d,]+) jumps");

    private final Rig rig;
    private final Cores cores;
    private final Generator generator;
    private final Contestants contestants;
    private final List<Row> rows;
    private int secondsLeft;
    private int done;

    Course(Rig rig, Cores cores, Generator generator, Contestants contestants, List<Row> rows) {
        this.rig = rig;
        this.cores = cores;
        this.generator = generator;
        this.contestants = contestants;
        this.rows = List.copyOf(rows);
    }

    /** What it will have to do, for its forecasts. */
    void expect(List<Job> jobs, int times) {
        secondsLeft += times * jobs.stream().mapToInt(Job::seconds).sum();
    }

    boolean has(Job job) {
        return job.subject() != Job.Subject.NGINX
                || contestants.named(Contestants.NGINX).isPresent();
    }

    /** What goes wrong is in the result. */
    Result run(Job job, String round) throws IOException, InterruptedException {
        List<String> ids = rows.stream()
                .filter(row -> row.jobs().contains(job))
                .map(Row::id)
                .toList();
        Rig.progress("  for " + String.join(", ", ids) + "; about " + (secondsLeft + 59) / 60 + " min left");
        secondsLeft -= job.seconds();
        String stream = round + "-" + ++done;
        return switch (job.subject()) {
            case MILLRACE, NGINX ->
                run(job, contestants.named(job.subject().title()).orElseThrow(), stream);
            case FRESH_MILLRACE -> runFresh(job, stream);
            case SEND_LOOP -> generator.runLimit(job.options(), job.limit());
        };
    }

    private Result run(Job job, Server server, String stream) throws IOException, InterruptedException {
        var options = new ArrayList<>(job.options());
        options.addAll(List.of("--stream", stream));
        return generator.run(server, job.kind(), options, job.limit());
    }

    private Result runFresh(Job job, String stream) throws IOException, InterruptedException {
        boolean beyond = job.effort() == Job.Effort.BEYOND;
        try (var server = rig.startMillrace("millrace-fresh", cores, beyond ? BEYOND : Map.of())) {
            Thread.sleep(START); // it listens before all else is ready
            if (!beyond) {
                return run(job, server, stream);
            }
            Result warmUp = run(warmUp(), server, stream + "-warmup");
            return warmUp.hasFigures()
                    ? run(job, server, stream)
                            .with(JUMPS, jumps(RunFolder.path().resolve("millrace-fresh.log")))
                    : warmUp;
        } catch (IOException e) {
            return Result.failed("" + e.getMessage());
        }
    }

    private Job warmUp() {
        return new Loads(WARM_UP_SECONDS).players(Job.Subject.FRESH_MILLRACE, CpuRow.PLAYERS);
    }

    /** Each line has those of the time since the line before. */
    private static int jumps(Path log) throws IOException {
        return JUMPED.matcher(Files.readString(log))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1).replace(",", "")))
                .sum();
    }
}
