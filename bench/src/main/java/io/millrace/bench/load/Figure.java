package io.millrace.bench.load;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** One line of a report: a title with its unit, and how to find the number in a round. */
public record Figure(String title, int decimals, ToDoubleFunction<Result> value) {
    public static Figure of(String title, int decimals, String name) {
        return new Figure(title, decimals, result -> result.number(name));
    }

    public double of(Round round) {
        return value.applyAsDouble(round.result());
    }

    public Spread spread(List<Round> rounds) {
        return Spread.of(rounds.stream().mapToDouble(this::of));
    }

    public String text(Round round) {
        return Spread.number(of(round), decimals);
    }
}
