package io.millrace.bench.load;

import java.util.ArrayList;
import java.util.List;

/** One measured round against one server. */
public record Round(String server, int number, Result result) {
    /** Above this share of its core the generator may be what is measured. */
    private static final double BUSY_GENERATOR = 0.9;

    /** A publisher this late at the 99th percentile was not in real time. */
    private static final double LATE_PUBLISHER_MILLIS = 10;

    /**
     * Whether its figures may be compared: everybody got everything, and the generator kept up. A server that loses data
     * or players has less work to do.
     */
    public boolean whole() {
        return marks().isEmpty();
    }

    /** What is wrong with this round, for the reader; empty when nothing is. */
    public List<String> marks() {
        var marks = new ArrayList<String>();
        if (!result.hasFigures()) {
            marks.add("FAILED: " + result.text("first_failure"));
            return marks;
        }
        double failures = count("failed_publishers") + count("failed_players") + count("failures") + count("failed");
        if (failures > 0) {
            marks.add("FAILED: %.0f connections, first %s".formatted(failures, result.text("first_failure")));
        }
        if (count("lost") > 0) {
            marks.add("LOST: %.0f messages, %.0f players short".formatted(count("lost"), count("short_players")));
        }
        if (count("drained_short") > 0) {
            marks.add("SHORT: %.0f unparsed players, by %.0f bytes"
                    .formatted(count("drained_short"), count("drained_short_bytes")));
        }
        if (count("unrecorded") > 0) {
            marks.add("NOT RECORDED: %.0f messages, %.0f files short"
                    .formatted(count("unrecorded"), count("short_files")));
        }
        if (count("repeated") + count("reordered") > 0) {
            marks.add("OUT OF ORDER: %.0f repeated, %.0f reordered".formatted(count("repeated"), count("reordered")));
        }
        if (count("late") > 0) {
            marks.add("LATE: %.0f messages, by %.0f ms at most".formatted(count("late"), count("late_ms_max")));
        }
        if (count("dropped") > 0) {
            marks.add("DROPPED: %.0f messages".formatted(count("dropped")));
        }
        if (isPaced() && isGeneratorAtLimit()) {
            marks.add("GENERATOR AT ITS LIMIT");
        }
        return marks;
    }

    /** A storm is as fast as both sides can, so one of them is at its limit. */
    private boolean isPaced() {
        return !result.text("run").equals("storm");
    }

    private boolean isGeneratorAtLimit() {
        return result.number("generator_cpu") > BUSY_GENERATOR
                || result.number("publisher_lag_ms_p99") > LATE_PUBLISHER_MILLIS;
    }

    private double count(String name) {
        double value = result.number(name);
        return Double.isNaN(value) ? 0 : value;
    }
}
