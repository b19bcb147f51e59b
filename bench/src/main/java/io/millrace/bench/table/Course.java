package io.millrace.bench.table;

import io.millrace.bench.load.Contestants;
import io.millrace.bench.load.Cores;
import io.millrace.bench.load.Generator;
import io.millrace.bench.load.Result;
import io.millrace.bench.load.Rig;
import io.millrace.bench.load.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Does jobs, one after the other, and says how long the rest will take. */
final class Course {
    private static final Duration START = Duration.ofSeconds(3);

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
        try (var server = rig.startMillrace("millrace-fresh", cores, Map.of())) {
            Thread.sleep(START); // it listens before all else is ready
            return run(job, server, stream);
        } catch (IOException e) {
            return Result.failed("" + e.getMessage());
        }
    }
}
