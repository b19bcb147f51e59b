package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.video;
import static io.millrace.server.rtmp.Media.inter;
import static io.millrace.server.rtmp.Media.key;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher whose clock passes the ends of the 31 and 32 bits that a timestamp has. */
final class TimestampWrapTest {
    private final Server server = new Server();

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1})
    @DisplayName("R-029, R-072: players see the publisher's time, modulo 2^32, before and after the wrap")
    void timeGoesOnOverTheWrap(int last) {
        Client publisher = server.publisher();
        publisher.video(last - 40, key(1));
        assertThat(server.connect("live").played("cam")).containsExactly(video(key(1), last - 40));
        Client player = server.player();
        publisher.video(last, inter(2));
        publisher.video(last + 40, inter(3));
        publisher.video(last + 80, key(4));
        publisher.video(last + 120, inter(5));
        assertThat(player.heard())
                .containsExactly(
                        video(inter(2), last),
                        video(inter(3), last + 40),
                        video(key(4), last + 80),
                        video(inter(5), last + 120));
        assertThat(server.connect("live").played("cam"))
                .containsExactly(video(key(4), last + 80), video(inter(5), last + 120));
        assertThat(server.hub.counters().timelineBreaks.sum()).isZero();
    }
}
