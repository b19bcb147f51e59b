package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PausesTest {
    /** Of JDK 25.0.3 with {@code -Xlog:gc*,safepoint:file=F:timemillis,tags}, between other lines of it. */
    private static final String SERIAL = """
            [1795288116065ms][gc,start    ] GC(0) Pause Young (Allocation Failure)
            [1795288116065ms][gc          ] GC(0) Pause Young (Allocation Failure) 18M->3M(61M) 13.303ms
            [1795288116065ms][gc,cpu      ] GC(0) User=0.01s Sys=0.00s Real=0.01s
            [1795288116065ms][safepoint   ] Safepoint "SerialCollectForAllocation", Time since last: 95901796 ns, \
            Reaching safepoint: 3245 ns, At safepoint: 13332764 ns, Leaving safepoint: 1823 ns, Total: 13337832 ns, \
            Threads: 0 runnable, 10 total
            [1795288116102ms][gc          ] GC(2) Pause Young (Allocation Failure) 22M->6M(61M) 2.318ms
            [1795288116102ms][safepoint   ] Safepoint "SerialCollectForAllocation", Time since last: 16682443 ns, \
            Reaching safepoint: 4556 ns, At safepoint: 2344668 ns, Leaving safepoint: 1272 ns, Total: 2350496 ns, \
            Threads: 0 runnable, 10 total
            """;

    /** It names pauses among the phases of a collection, and the line of the collection itself is none. */
    private static final String ZGC = """
            [1795288117252ms][gc,phases   ] GC(0) Y: Pause Mark Start (Major) 0.037ms
            [1795288117257ms][gc,phases   ] GC(0) Y: Concurrent Mark 4.875ms
            [1795288117276ms][safepoint   ] Safepoint "ZRelocateStartYoung", Time since last: 274477 ns, \
            Reaching safepoint: 18651423 ns, At safepoint: 73329 ns, Leaving safepoint: 16524 ns, Total: 18741276 ns, \
            Threads: 1 runnable, 10 total
            [1795288117290ms][gc          ] GC(0) Major Collection (Proactive) 18M(28%)->8M(12%) 0.039s
            """;

    @Test
    void countsThePausesOfTheWindow() {
        assertThat(Pauses.of(SERIAL.lines(), 1795288116065.0, 1795288116102.0))
                .isEqualTo(new Pauses(2, 13.337832, 2, 13.303));
    }

    @Test
    void leavesOutWhatLiesAroundTheWindow() {
        assertThat(Pauses.of(SERIAL.lines(), 1795288116066.0, 1795288117000.0))
                .isEqualTo(new Pauses(1, 2.350496, 1, 2.318));
        assertThat(Pauses.of(SERIAL.lines(), 1795288117000.0, 1795288118000.0)).isEqualTo(Pauses.NONE);
    }

    @Test
    void countsTheTimeUntilAllThreadsStandStill() {
        assertThat(Pauses.of(ZGC.lines(), 0, 1e18)).isEqualTo(new Pauses(1, 18.741276, 1, 0.037));
    }
}
