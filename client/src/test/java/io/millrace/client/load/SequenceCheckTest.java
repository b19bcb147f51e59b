package io.millrace.client.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck();

    @Test
    void firstFrameMayBeAny() {
        assertThat(check.take(700)).isZero();
        assertThat(check.take(701)).isZero();
    }

    @Test
    void framesLeftOutAreCounted() {
        check.take(0);

        assertThat(check.take(4)).isEqualTo(3);
        assertThat(check.take(5)).isZero();
    }

    @Test
    void frameThatCameBeforeOrComesLateIsOutOfOrder() {
        check.take(0);
        check.take(2);

        assertThat(check.take(1)).isEqualTo(SequenceCheck.OUT_OF_ORDER);
        assertThat(check.take(2)).isEqualTo(SequenceCheck.OUT_OF_ORDER);
        assertThat(check.take(3)).isZero();
    }
}
