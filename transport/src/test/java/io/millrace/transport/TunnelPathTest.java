package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transport.TunnelPath.Action;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TunnelPathTest {
    private static final List<String> PARTS = List.of("/", "open", "send", "idle", "close", "1", "-1", "x", "", "%00");

    @Test
    void namesActionSessionAndNumber() {
        assertThat(TunnelPath.parse("/open/1")).isEqualTo(new TunnelPath(Action.OPEN, "", TunnelPath.NO_NUMBER));
        assertThat(TunnelPath.parse("/send/a_b-c/0")).isEqualTo(new TunnelPath(Action.SEND, "a_b-c", 0));
        assertThat(TunnelPath.parse("/idle/a/123456789012345678"))
                .isEqualTo(new TunnelPath(Action.IDLE, "a", 123_456_789_012_345_678L));
        assertThat(TunnelPath.parse("/close/a/7")).isEqualTo(new TunnelPath(Action.CLOSE, "a", 7));
        assertThat(TunnelPath.parse("/close/a")).isEqualTo(new TunnelPath(Action.CLOSE, "a", TunnelPath.NO_NUMBER));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void whateverIsNoPathOfTheTunnelIsNull(long seed) {
        var random = new Random(seed);
        var uri = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            uri.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        TunnelPath path = TunnelPath.parse(uri.toString());
        if (path != null) {
            String action = path.action().toString().toLowerCase(Locale.ROOT);
            String number = path.number() == TunnelPath.NO_NUMBER ? "" : "/" + path.number();
            assertThat(uri.toString()).startsWith("/" + action + "/" + path.id());
            assertThat(uri.toString().replaceFirst("/0+(?=\\d)", "/")).endsWith(number);
        }
    }
}
