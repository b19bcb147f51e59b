package io.millrace.bench.load;

import io.millrace.bench.run.RunOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** How large the synthetic stream is. */
final class StreamRate {
    private static final int AUDIO_KBPS = 100;

    @Option(names = "--kbps", defaultValue = "2500", description = "Bit rate of each stream, 200 to 200000.")
    private int kbps;

    void check(RunOptions run) {
        run.checkRange("--kbps", kbps, 2 * AUDIO_KBPS, 200_000);
    }

    int kbps() {
        return kbps;
    }

    /** For the load generator. */
    List<String> options() {
        return List.of("--kbps", "" + (kbps - AUDIO_KBPS), "--audio-kbps", "" + AUDIO_KBPS);
    }

    /** For the reader. */
    String description() {
        return "%d kbit/s of which %d are audio".formatted(kbps, AUDIO_KBPS);
    }
}
