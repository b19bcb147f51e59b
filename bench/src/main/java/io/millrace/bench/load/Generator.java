package io.millrace.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The load generator: the C program of {@code src/main/c}, built when it is older than its sources. */
public final class Generator {
    private static final int COULD_NOT_RUN = 2;

    private final Path program;
    private final Path errors;
    private final Cores cores;

    private Generator(Path program, Path errors, Cores cores) {
        this.program = program;
        this.errors = errors;
        this.cores = cores;
    }

    /** @throws IOException if the C compiler is missing or fails */
    static Generator build(Path sources, Path folder, Cores cores) throws IOException, InterruptedException {
        Path program = folder.resolve("rtmpload");
        List<Path> files;
        try (var list = Files.list(sources)) {
            files = list.sorted().toList();
        }
        if (isOlder(program, files)) {
            var command = new ArrayList<String>(List.of("cc", "-std=gnu11", "-O2", "-Wall", "-o", program.toString()));
            files.stream()
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".c"))
                    .forEach(command::add);
            int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exitCode != 0) {
                throw new IOException("cc ended with exit code " + exitCode);
            }
        }
        return new Generator(program, folder.resolve("rtmpload.log"), cores);
    }

    private static boolean isOlder(Path program, List<Path> sources) throws IOException {
        if (!Files.exists(program)) {
            return true;
        }
        var built = Files.getLastModifiedTime(program);
        for (Path source : sources) {
            if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Runs one round; what goes wrong is in the result. Longer than {@code limit} is wrong too. */
    public Result run(Server server, String kind, List<String> options, Duration limit)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(program.toString(), kind, "--port", "" + server.port()));
        command.addAll(options);
        command.addAll(List.of(
                "--watch-pid", server.pids().stream().map(String::valueOf).collect(Collectors.joining(","))));
        command.addAll(watchedCore());
        Result result = execute(cores.generatorCommand(command), limit);
        return server.isAlive() ? JvmLog.of(server.name()).addTo(result) : Result.failed(server.name() + " has ended");
    }

    /** The least that a server can need: a plain loop of sends on its processor, to readers on the generator's. */
    public Result runLimit(List<String> options, Duration limit) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(program.toString(), "limit"));
        command.addAll(options);
        if (cores.generator() >= 0) {
            command.addAll(List.of("--sink-core", "" + cores.generator()));
        }
        command.addAll(watchedCore());
        return execute(cores.serverCommand(command), limit);
    }

    private List<String> watchedCore() {
        return cores.server() >= 0 ? List.of("--watch-core", "" + cores.server()) : List.of();
    }

    private Result execute(List<String> command, Duration limit) throws IOException, InterruptedException {
        Path output = errors.resolveSibling("rtmpload.json");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                return Result.failed("the round took longer than " + limit.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() >= COULD_NOT_RUN) {
            String reason = Files.readString(errors, StandardCharsets.UTF_8);
            return Result.failed(reason.isBlank() ? "exit code " + process.exitValue() : reason);
        }
        return Result.parse(Files.readString(output, StandardCharsets.UTF_8));
    }
}
