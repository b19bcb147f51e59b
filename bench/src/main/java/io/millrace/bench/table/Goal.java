package io.millrace.bench.table;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a figure has to reach, where less is better.
 *
 * @param must the most it may be
 * @param record what nobody has reached yet
 * @param unit behind each of them
 */
record Goal(double must, double should, double record, String unit) {
    /** Against nginx-rtmp in the same run. */
    static Goal ratio(double must, double should, double record) {
        return new Goal(must, should, record, "x");
    }

    Level level(double value) {
        if (Double.isNaN(value) || value < 0) { // less than nothing: the noise was larger than the figure
            return Level.NOT_MEASURED;
        }
        if (value > must) {
            return Level.MISSED;
        }
        if (value > should) {
            return Level.MUST;
        }
        return value > record ? Level.SHOULD : Level.RECORD;
    }

    /** Those of a line. */
    List<String> texts() {
        return List.of(text(must), text(should), text(record));
    }

    private String text(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString() + unit;
    }
}
