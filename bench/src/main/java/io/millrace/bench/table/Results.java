package io.millrace.bench.table;

import io.millrace.bench.load.Figure;
import io.millrace.bench.load.Round;
import io.millrace.bench.load.Spread;
import java.util.List;

/** All rounds of all jobs, each under its job's title. */
record Results(List<Round> rounds) {
    Results {
        rounds = List.copyOf(rounds);
    }

    List<Round> of(Job job) {
        return rounds.stream()
                .filter(round -> round.server().equals(job.title()))
                .toList();
    }

    List<Round> whole(Job job) {
        return of(job).stream().filter(Round::whole).toList();
    }

    /** Those that said anything, whole or not. */
    List<Round> withFigures(Job job) {
        return of(job).stream().filter(round -> round.result().hasFigures()).toList();
    }

    boolean allWhole(Job job) {
        return !of(job).isEmpty() && of(job).stream().allMatch(Round::whole);
    }

    /** Of the whole rounds; NaN when there are none. */
    Spread spread(Job job, Figure figure) {
        return figure.spread(whole(job));
    }

    Spread spread(Job job, String figure) {
        return spread(job, Figure.of(figure, 0, figure));
    }
}
