package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks that jitter, wrap, leap and start again. */
final class TimelinePropertyTest {
    private static final int STEP = 10_000;

    private record Message(int timestamp, long timeMillis) {}

    @ParameterizedTest
    @DisplayName("R-072, R-073: within a kind time goes back no further than the publisher does, and never by a break")
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void timeGoesBackOnlyWithThePublisher(long seed) {
        var random = new Random(seed);
        var timeline = new Timeline(random.nextInt(3) - 1L, () -> {});
        Map<MediaKind, Message> last = new EnumMap<>(MediaKind.class);
        int clock = random.nextBoolean() ? -random.nextInt(2000) : Integer.MAX_VALUE - random.nextInt(2000);
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < 300; i++) {
            MediaKind kind = random.nextBoolean() ? MediaKind.AUDIO : MediaKind.VIDEO;
            clock = tick(clock, random);
            int timestamp = clock + random.nextInt(400) - (kind == MediaKind.AUDIO ? random.nextInt(3000) : 0);
            var message = new Message(timestamp, timeline.at(kind, timestamp));
            Message before = last.put(kind, message);
            if (before != null) {
                int back = Math.min(timestamp - before.timestamp, 0);
                assertThat(message.timeMillis).isGreaterThanOrEqualTo(before.timeMillis + (back < -STEP ? 0 : back));
                assertThat(message.timeMillis).isLessThanOrEqualTo(newest + STEP);
            }
            newest = Math.max(newest, message.timeMillis);
        }
    }

    private static int tick(int clock, Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> random.nextInt(1000); // starts again
            case 1 -> random.nextInt(); // leaps
            case 2 -> clock & Integer.MAX_VALUE; // wraps at 2^31
            default -> clock + 20;
        };
    }
}
