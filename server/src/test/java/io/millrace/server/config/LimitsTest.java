package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the ranges of the options allow, the server can run with. */
final class LimitsTest {
    /** Their limits are the machine's: a port that is free, a thread for each loop. */
    private static final Set<String> OF_THE_MACHINE = Set.of("rtmp.port", "http.port", "threads");

    private static final ServerConfig ONE_THREAD = ServerConfig.defaults()
            .with("rtmp.bind", "127.0.0.1")
            .with("rtmp.port", "0")
            .with("http.port", "0")
            .with("threads", "1");

    /** An option and the ends of its range. */
    private record Range(String key, OptionSpec spec, Object min, Object max) {}

    @Test
    void startsWithEveryOptionAtItsSmallest() throws StartException {
        ServerConfig config = ONE_THREAD;
        for (Range range : ranges()) {
            config = config.with(range.key, Values.format(range.min));
        }
        startAndStop(config);
    }

    @Test
    void startsWithEveryOptionAtItsLargest() throws StartException {
        ServerConfig config = ONE_THREAD.with("applications.*.record-name", "{name}-{n}");
        for (Range range : ranges()) {
            config = config.with(range.key, Values.format(range.max));
        }
        startAndStop(config);
    }

    @Test
    void everyTimeFitsIntoNanoseconds() {
        assertThat(ranges())
                .filteredOn(range -> range.spec.type() == Duration.class)
                .hasSizeGreaterThan(5)
                .allSatisfy(range -> assertThat((Duration) range.max).isLessThan(Duration.ofNanos(Long.MAX_VALUE)));
    }

    @Test
    @DisplayName("IP-11: no chunk above 65536 bytes can be configured")
    void chunkSizeHasItsLimit() {
        assertThat(ONE_THREAD.with("rtmp.chunk-size", "65536B").rtmp().chunkSize())
                .isEqualTo(new ByteSize(65_536));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ONE_THREAD.with("rtmp.chunk-size", "65537B"))
                .withMessage("rtmp.chunk-size: '65537B' (expected: a size such as 64KiB or 16MiB, 128B to 64KiB)");
    }

    private static void startAndStop(ServerConfig config) throws StartException {
        try (var server = MillraceServer.start(config)) {
            assertThat(server.rtmpAddress().getPort()).isPositive();
        }
    }

    private static List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        Options.of(ServerConfig.class).forEachValue("", (key, spec) -> {
            if (spec.min() != null && !OF_THE_MACHINE.contains(key)) {
                Object max = Objects.requireNonNullElseGet(spec.max(), () -> largest(spec));
                ranges.add(new Range(key, spec, spec.min(), max));
            }
        });
        return ranges;
    }

    /** The largest value that can be written where an option has no limit of its own. */
    private static Object largest(OptionSpec spec) {
        if (spec.type() == Duration.class) {
            return Duration.ofHours(999_999_999_999L);
        }
        return spec.type() == int.class ? Integer.MAX_VALUE : new ByteSize(999_999_999_999_999_999L);
    }
}
