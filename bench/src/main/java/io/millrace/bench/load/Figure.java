package io.millrace.bench.load;

import java.util.function.ToDoubleFunction;

/** One line of a report: a title with its unit, and how to find the number in a round. */
record Figure(String title, int decimals, ToDoubleFunction<Result> value) {
    static Figure of(String title, int decimals, String name) {
        return new Figure(title, decimals, result -> result.number(name));
    }

    String text(Result result) {
        return Spread.number(value.applyAsDouble(result), decimals);
    }
}
