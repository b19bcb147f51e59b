package io.millrace.bench.table;

import io.millrace.bench.load.Spread;
import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** How long a viewer waits. */
record SessionsRow(Loads loads) implements Row {
    private static final Goal PLAYING = new Goal(2, 1, 0.5, " ms");
    private static final Goal FIRST_KEY_FRAME = new Goal(3, 1, 0.5, " ms");

    private static final int SESSIONS = 500;
    private static final int OF_NGINX = 5;
    private static final int COLD = 100;

    @Override
    public String id() {
        return "5";
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                loads.sessions(Subject.MILLRACE, SESSIONS),
                loads.sessions(Subject.NGINX, OF_NGINX),
                loads.sessions(Subject.FRESH_MILLRACE, COLD));
    }

    @Override
    public List<Line> lines(Results results) {
        return List.of(
                line("connect to playing", "connect_ms_p50", results, PLAYING),
                cold("connect to playing", "connect_ms_p50", results),
                line("connect to first key frame", "first_key_frame_ms_p50", results, FIRST_KEY_FRAME),
                cold("connect to first key frame", "first_key_frame_ms_p50", results));
    }

    private Line line(String metric, String figure, Results results, Goal goal) {
        Spread ours = results.spread(jobs().get(0), figure);
        Spread theirs = results.spread(jobs().get(1), figure);
        return new Line(
                metric + ", p50, ms", ours.text(2), theirs.text(2), "", goal.texts(), goal.level(ours.median()));
    }

    private Line cold(String metric, String figure, Results results) {
        return Line.beside(
                metric + ", the first " + COLD + " of a server just started, p50, ms",
                results.spread(jobs().get(2), figure).text(2),
                "");
    }
}
