package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The thread that reads an item may not ask what the event loop changes: all it needs is settled before. */
final class TimeShiftTest {
    private final AtomicLong wire = new AtomicLong(5000);

    @Test
    @DisplayName("R-148: where an item begins is settled once, before its first frame is read")
    void beginIsSettledOnce() {
        TimeShift shift = TimeShift.after(wire::get, 0);
        shift.settle();
        wire.set(9000);
        shift.settle();

        assertThat(shift.of(20_000)).isEqualTo(5000);
        assertThat(shift.of(20_040)).isEqualTo(5040);
        assertThat(shift.nextMillis()).isEqualTo(5080);
    }

    @Test
    @DisplayName("R-149: a version that takes over has the shift that the one before it had in the end")
    void shiftIsSettledOnce() {
        TimeShift shift = TimeShift.by(wire::get);
        wire.set(-1000);
        shift.settle();
        wire.set(0);

        assertThat(shift.of(3000)).isEqualTo(2000);
        assertThat(shift.shiftMillis()).isEqualTo(-1000);
    }
}
