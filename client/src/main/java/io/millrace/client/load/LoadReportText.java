package io.millrace.client.load;

import io.millrace.client.load.LoadReport.Connections;
import io.millrace.client.load.LoadReport.Failure;
import io.millrace.client.load.LoadReport.Times;
import io.millrace.client.load.LoadReport.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as lines for people; what there was none of is left out. */
final class LoadReportText {
    private final List<String> lines = new ArrayList<>();

    private LoadReportText() {}

    static String of(LoadReport report) {
        var text = new LoadReportText();
        text.add(report);
        return String.join("\n", text.lines);
    }

    private void add(LoadReport report) {
        connections("publishers", report.publishers());
        connections("players", report.players());
        if (report.storm().begun() > 0) {
            line(
                    "storm",
                    String.format(
                            Locale.ROOT,
                            "%,d came, %,d had a key frame, %,d failed, %,d held back",
                            report.storm().begun(),
                            report.storm().served(),
                            report.storm().failed(),
                            report.storm().heldBack()));
        }
        line(
                "measured",
                String.format(Locale.ROOT, "%.1f s, %.2f processors busy here", report.seconds(), processors(report)));
        traffic("sent", report.sent());
        traffic("received", report.received());
        line(
                "faults",
                String.format(
                        Locale.ROOT,
                        "%,d missing, %,d out of order, %,d dropped by publishers",
                        report.missing(),
                        report.outOfOrder(),
                        report.dropped()));
        times("publishers late", report.publisherLate());
        times("latency", report.latency());
        times("until playing", report.toPlaying());
        times("until key frame", report.toKeyFrame());
        if (report.toPlaying().count() > 0) {
            line("", "of the first ones, some of it is the start of this program");
        }
        for (Failure failure : report.failures()) {
            line("failed", String.format(Locale.ROOT, "%,d times: %s", failure.count(), failure.reason()));
        }
    }

    private static double processors(LoadReport report) {
        return report.seconds() > 0 ? report.cpuSeconds() / report.seconds() : 0;
    }

    private void connections(String who, Connections all) {
        if (all.wanted() > 0) {
            line(
                    who,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d connected, %,d failed, %,d lost, %,d reconnected",
                            all.connected(),
                            all.wanted(),
                            all.failed(),
                            all.lost(),
                            all.reconnected()));
        }
    }

    private void traffic(String what, Traffic traffic) {
        if (traffic.frames() > 0) {
            line(
                    what,
                    String.format(
                            Locale.ROOT,
                            "%,d frames, %,d bytes, %,.1f Mbit/s",
                            traffic.frames(),
                            traffic.bytes(),
                            traffic.bitsPerSecond() / 1e6));
        }
    }

    private void times(String what, Times times) {
        if (times.count() > 0) {
            line(
                    what,
                    String.format(
                            Locale.ROOT,
                            "p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms",
                            times.p50(),
                            times.p90(),
                            times.p99(),
                            times.max()));
        }
    }

    private void line(String label, String text) {
        lines.add("%-16s ".formatted(label) + text);
    }
}
