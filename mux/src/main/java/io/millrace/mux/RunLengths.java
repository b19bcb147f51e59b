package io.millrace.mux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says how many samples in a row have which value, which is 0 without the table: stts and ctts. The last value stays. */
final class RunLengths {
    private final @Nullable BoxInput in;
    private long entries;
    private long left;
    private int value;

    /** @param in at the beginning of the box, and limited to it */
    RunLengths(@Nullable BoxInput in) throws IOException {
        this.in = in;
        if (in != null) {
            in.version(); // no matter: negative composition times are found in version 0 as well
            entries = in.u32();
        }
    }

    /** The value of the next sample, as the 32 bits it has. */
    int next() throws IOException {
        while (in != null && left == 0 && entries > 0) {
            left = in.u32();
            value = in.i32();
            entries--;
        }
        left = Math.max(0, left - 1);
        return value;
    }
}
