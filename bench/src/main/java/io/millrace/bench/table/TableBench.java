package io.millrace.bench.table;

import io.millrace.bench.load.Contestants;
import io.millrace.bench.load.Cores;
import io.millrace.bench.load.Generator;
import io.millrace.bench.load.Machine;
import io.millrace.bench.load.Result;
import io.millrace.bench.load.Rig;
import io.millrace.bench.load.Round;
import io.millrace.bench.load.RoundsJson;
import io.millrace.bench.load.Server;
import io.millrace.bench.table.Job.Effort;
import io.millrace.bench.table.Job.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All that Millrace has to reach, against nginx-rtmp and a plain loop of sends, in turns. */
@Command(
        name = "table",
        showDefaultValues = true,
        description = "All that Millrace has to reach, in turns with nginx-rtmp; writes the table of the page.")
public final class TableBench implements Callable<Integer> {
    /** The most that nginx-rtmp has, publishers and those of a storm that are just going included. */
    private static final int CONNECTIONS = 5000;

    @Mixin
    private final Rig rig = new Rig();

    @Option(names = "--seconds", defaultValue = "8", description = "Length of each window, 1 to 60.")
    private int seconds;

    @Option(
            names = "--rows",
            split = ",",
            description = "Those to do, such as 1,3,overload; all when not given. With some only, no page is written.")
    private List<String> wanted = List.of();

    @Option(names = "--page", defaultValue = "docs/performance.md", description = "Page that gets the table.")
    private Path page = Path.of("");

    public TableBench() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRounds();
        rig.checkRange("--seconds", seconds, 1, 60);
        List<Row> rows = rows(new Loads(seconds));
        var target = new Page(page);
        if (wanted.isEmpty()) {
            target.check(); // rather now than in half an hour
        }
        long began = System.nanoTime();
        var table = measure(rows, rig.cores());
        var took = Duration.ofNanos(System.nanoTime() - began);
        Rig.progress("It took %d min %d s.".formatted(took.toMinutes(), took.toSecondsPart()));
        Files.writeString(rig.root().resolve("bench/target/table.md"), table.markdown());
        System.out.println(table.markdown());
        System.out.println("Also in bench/target/table.md and .json");
        if (wanted.isEmpty() && table.isForThePage(rig.rounds())) {
            target.write(table.markdown());
            System.out.println("and in " + page);
        } else {
            System.out.println("Not in " + page + ": that takes all rows, nginx-rtmp and three rounds.");
        }
        return table.reached() ? 0 : 1;
    }

    private List<Row> rows(Loads loads) {
        List<Row> all = List.of(
                new CpuRow(loads),
                new CapacityRow(loads),
                new LatencyRow(loads),
                new PublisherRow(loads),
                new SessionsRow(loads),
                new StormRow(loads),
                new MemoryRow(loads),
                new PauseRow(loads),
                new GrowthRow(loads),
                new TlsRow(),
                new OverloadRow(loads));
        List<String> known = all.stream().map(Row::id).toList();
        if (!known.containsAll(wanted)) {
            throw rig.wrong("--rows " + String.join(",", wanted) + " (allowed: " + String.join(",", known) + ")");
        }
        return wanted.isEmpty()
                ? all
                : all.stream().filter(row -> wanted.contains(row.id())).toList();
    }

    /** With each kind of work. Gives the result of the last. */
    private static Result warmUp(Generator generator, Server server, List<Job> jobs)
            throws IOException, InterruptedException {
        var result = Result.failed("nothing was done");
        for (Job job : jobs) {
            result = generator.run(server, job.kind(), job.options(), job.limit());
        }
        return result;
    }

    private Table measure(List<Row> rows, Cores cores) throws IOException, InterruptedException {
        var generator = rig.generator(cores);
        var machine = Machine.here(rig.root());
        var loads = new Loads(seconds);
        var warmUps = List.of(
                loads.storm(Subject.MILLRACE),
                loads.publishers(Subject.MILLRACE),
                loads.players(Subject.MILLRACE, CpuRow.PLAYERS));
        try (var contestants = Contestants.start(
                rig,
                cores,
                List.of(Rig.MILLRACE, Contestants.NGINX),
                CONNECTIONS,
                server -> warmUp(generator, server, warmUps))) {
            var course = new Course(rig, cores, generator, contestants, rows);
            List<Job> jobs = rows.stream()
                    .flatMap(row -> row.jobs().stream())
                    .distinct()
                    .filter(course::has)
                    .toList();
            var rounds = run(course, jobs);
            List<String> conditions = Stream.of(
                            Stream.of(
                                    "`./dev bench " + rig.arguments() + "`, medians of " + rig.rounds() + " rounds.",
                                    machine.description(),
                                    cores.description()),
                            contestants.conditions().stream(),
                            Stream.of(Loads.description()))
                    .flatMap(sentences -> sentences)
                    .toList();
            Files.writeString(
                    rig.root().resolve("bench/target/table.json"), RoundsJson.of("table", machine, conditions, rounds));
            return new Table(conditions, rows, jobs, new Results(rounds));
        }
    }

    /** What may be too much for a server comes last. */
    private List<Round> run(Course course, List<Job> jobs) throws IOException, InterruptedException {
        List<Job> inTurns = of(Effort.ROUNDS, jobs);
        List<Job> once = Stream.concat(of(Effort.ONCE, jobs).stream(), of(Effort.BEYOND, jobs).stream())
                .toList();
        course.expect(inTurns, rig.rounds());
        course.expect(once, 1);
        var rounds = new ArrayList<>(rig.inTurns(inTurns, Job::title, course::run));
        rounds.addAll(rig.once(once, Job::title, course::run));
        return rounds;
    }

    private static List<Job> of(Effort effort, List<Job> jobs) {
        return jobs.stream().filter(job -> job.effort() == effort).toList();
    }
}
