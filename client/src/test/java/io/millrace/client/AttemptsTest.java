package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AttemptsTest {
    private static final RtmpUrl HOME = RtmpUrl.parse("rtmp://home/live/cam");
    private static final RtmpUrl AWAY = RtmpUrl.parse("rtmp://away/live/cam");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Deque<Kind> failures = new ArrayDeque<>();
    private final List<RtmpUrl> tried = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "TIMEOUT", "CLOSED", "REFUSED", "PROTOCOL"})
    void whoNeverGivesUpTriesAgain(Kind kind) throws Exception {
        failures.addAll(List.of(kind, kind, kind));
        assertThat(attempts(Reconnect.ALWAYS).first()).isEqualTo("connected");
        assertThat(tried).hasSize(4);
        assertThat(pauses).hasSize(3).isSorted();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAUTHORIZED", "URL"})
    void whatWaitingDoesNotChangeIsNotTriedAgain(Kind kind) {
        failures.add(kind);
        RtmpException failure = catchThrowableOfType(
                RtmpException.class, () -> attempts(Reconnect.ALWAYS).first());
        assertThat(failure.kind()).isEqualTo(kind);
    }

    @Test
    void firstConnectionMustSucceedUnlessSaidOtherwise() {
        failures.add(Kind.UNREACHABLE);
        RtmpException failure = catchThrowableOfType(
                RtmpException.class, () -> attempts(Reconnect.DEFAULT).first());
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(tried).hasSize(1);
    }

    @Test
    void whereAServerHasSentUsIsTriedOnceAndThenHome() throws Exception {
        var attempts = attempts(Reconnect.DEFAULT);
        attempts.first();
        attempts.movedTo(AWAY);
        failures.add(Kind.UNREACHABLE);
        attempts.again(new RtmpException(Kind.CLOSED, "lost"), SECOND);
        assertThat(tried).containsExactly(HOME, AWAY, HOME);
    }

    @Test
    void firstMoveIsAtOnceAndMoreOfThemAreSlowedDownUnlessTheLastHeld() {
        var attempts = attempts(Reconnect.DEFAULT);
        assertThat(attempts.beforeMove(SECOND)).isZero();
        Duration second = attempts.beforeMove(SECOND);
        assertThat(second).isPositive();
        for (int i = 0; i < 10; i++) {
            attempts.beforeMove(SECOND);
        }
        assertThat(attempts.beforeMove(SECOND)).isGreaterThan(second);
        assertThat(attempts.beforeMove(Reconnect.DEFAULT.most())).isZero();
    }

    private Attempts<String> attempts(Reconnect policy) {
        return new Attempts<>(policy, HOME, this::open, (delay, reason) -> pauses.add(delay));
    }

    private String open(RtmpUrl where) throws IOException {
        tried.add(where);
        Kind failure = failures.poll();
        if (failure != null) {
            throw new RtmpException(failure, "no");
        }
        return "connected";
    }
}
