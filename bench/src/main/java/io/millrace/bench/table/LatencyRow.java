package io.millrace.bench.table;

import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** How late messages are, in the rounds of {@link CpuRow}. */
record LatencyRow(Loads loads) implements Row {
    private static final Goal GOAL = Goal.ratio(1.5, 1, 0.8);

    @Override
    public String id() {
        return "3";
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                loads.players(Subject.MILLRACE, CpuRow.PLAYERS),
                loads.players(Subject.NGINX, CpuRow.PLAYERS),
                loads.sendLoop(CpuRow.PLAYERS));
    }

    @Override
    public List<Line> lines(Results results) {
        return List.of(
                video("p50", results),
                video("p99", results),
                audio("p50", results),
                audio("p99", results),
                sendLoop("p50", results),
                sendLoop("p99", results));
    }

    private Line video(String quantile, Results results) {
        String figure = "video_ms_" + quantile;
        return Line.compared(
                "latency of video there, " + quantile + ", ms",
                1,
                results.spread(jobs().get(0), figure),
                results.spread(jobs().get(1), figure),
                GOAL);
    }

    private Line audio(String quantile, Results results) {
        String figure = "audio_ms_" + quantile;
        return Line.beside(
                "of audio, which rides with video, " + quantile + ", ms",
                results.spread(jobs().get(0), figure).text(1),
                results.spread(jobs().get(1), figure).text(1));
    }

    private Line sendLoop(String quantile, Results results) {
        return Line.beside(
                "of video in a plain loop of sends, " + quantile + ", ms",
                results.spread(jobs().get(2), "video_ms_" + quantile).text(1),
                "");
    }
}
