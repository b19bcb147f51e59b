package io.millrace.bench.table;

import io.millrace.bench.load.Spread;
import java.util.List;

/**
 * One line of the table.
 *
 * @param goals what must, should and nobody has yet been reached; three, empty ones where there is no goal
 */
record Line(String metric, String measured, String nginx, String ratio, List<String> goals, Level level) {
    private static final int RATIO_DECIMALS = 2;

    Line {
        goals = List.copyOf(goals);
    }

    /** The ratio of the medians is what has to reach the goal. */
    static Line compared(String metric, int decimals, Spread ours, Spread theirs, Goal goal) {
        double ratio = ours.median() / theirs.median();
        return new Line(
                metric,
                ours.text(decimals),
                theirs.text(decimals),
                Spread.number(ratio, RATIO_DECIMALS),
                goal.texts(),
                goal.level(ratio));
    }

    /** A figure that reaches the goal by itself. */
    static Line of(String metric, String measured, double value, Goal goal) {
        return new Line(metric, measured, "", "", goal.texts(), goal.level(value));
    }

    /** A figure to know beside the others. */
    static Line beside(String metric, String measured, String nginx) {
        return new Line(metric, measured, nginx, "", List.of("", "", ""), Level.NONE);
    }
}
