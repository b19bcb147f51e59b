package io.millrace.bench.table;

import io.millrace.bench.load.Contestants;
import io.millrace.bench.load.Rig;
import java.time.Duration;
import java.util.List;

/**
 * One load on one server. Rows that want the same have equal jobs, and it is done once for all of them.
 *
 * @param what it is, for the reader
 * @param kind the load generator's command
 * @param options of that command
 * @param seconds that it takes, roughly
 */
record Job(Subject subject, Effort effort, String what, String kind, List<String> options, int seconds) {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    Job {
        options = List.copyOf(options);
    }

    enum Subject {
        MILLRACE(Rig.MILLRACE),
        /** Another one, started for this job. */
        FRESH_MILLRACE("millrace, just started"),
        NGINX(Contestants.NGINX),
        /** No server: the least that one can need. */
        SEND_LOOP("plain loop of sends");

        private final String title;

        Subject(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    enum Effort {
        /** In every round. */
        ROUNDS,
        ONCE,
        /** Once, and it may be more than the server can do: such a round need not be whole. */
        BEYOND
    }

    Job with(Effort other) {
        return new Job(subject, other, what, kind, options, seconds);
    }

    /** Tells it from all others. */
    String title() {
        return subject.title() + ", " + what;
    }

    /** What it may take at most. */
    Duration limit() {
        return PATIENCE.plusSeconds(seconds);
    }
}
