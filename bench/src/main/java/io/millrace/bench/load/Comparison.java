package io.millrace.bench.load;

import java.util.List;
import java.util.stream.DoubleStream;

/** A figure of two servers set against each other: how many times as much does the first need, or how much more? */
record Comparison(Figure figure, Kind kind) {
    private static final int RATIO_DECIMALS = 2;

    enum Kind {
        RATIO,
        DIFFERENCE
    }

    /** The first's median through the second's. */
    static Comparison ratio(Figure figure) {
        return new Comparison(figure, Kind.RATIO);
    }

    /** The first's figure less the second's, round by round. */
    static Comparison difference(Figure figure) {
        return new Comparison(figure, Kind.DIFFERENCE);
    }

    String sign() {
        return kind == Kind.RATIO ? "/" : "-";
    }

    /** NaN when one of them has no rounds; a ratio is one number. */
    Spread of(List<Round> first, List<Round> second) {
        return switch (kind) {
            case RATIO ->
                Spread.of(DoubleStream.of(
                        figure.spread(first).median() / figure.spread(second).median()));
            case DIFFERENCE ->
                Spread.of(first.stream()
                        .flatMapToDouble(one -> second.stream()
                                .filter(other -> other.number() == one.number())
                                .mapToDouble(other -> figure.of(one) - figure.of(other))));
        };
    }

    String text(Spread compared) {
        return switch (kind) {
            case RATIO -> Spread.number(compared.median(), RATIO_DECIMALS);
            case DIFFERENCE -> compared.text(figure.decimals());
        };
    }
}
