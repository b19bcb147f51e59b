package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the JVM of a server writes its pauses. There is no such file when it is no JVM, or was not asked. */
record JvmLog(Path file) {
    static JvmLog of(String server) throws IOException {
        return new JvmLog(RunFolder.path().resolve(server + "-jvm.log"));
    }

    /** What asks a JVM that runs in {@code folder} for it. What an earlier one wrote is gone then. */
    String option(Path folder) throws IOException {
        Files.deleteIfExists(file);
        return "-Xlog:gc*,safepoint:file=" + folder.relativize(file) + ":timemillis,tags:filecount=0";
    }

    /** With the pauses of the window that the result is about, if it names one. */
    Result addTo(Result result) throws IOException {
        double end = result.number("window_end_unix_ms");
        if (Double.isNaN(end) || !Files.exists(file)) {
            return result;
        }
        var lines = Files.readAllLines(file);
        if (Pauses.of(lines.stream(), 0, Double.MAX_VALUE).count() == 0) {
            return result; // each JVM has some: it is not in the form we know
        }
        var pauses = Pauses.of(lines.stream(), end - result.number("window_s") * 1000, end);
        return result.with("jvm_pauses", pauses.count())
                .with("jvm_pause_ms_max", pauses.longestMillis())
                .with("jvm_gc_pauses", pauses.collections())
                .with("jvm_gc_pause_ms_max", pauses.longestCollectionMillis());
    }
}
