package io.millrace.server.metrics;

import io.millrace.hub.LatencyHistogram;
import java.util.Locale;
import java.util.StringJoiner;

/** What happened between two moments, as a line that a person takes in at a glance. */
final class StatusLine {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    private StatusLine() {}

    static String of(ServerMetrics before, ServerMetrics now) {
        double seconds = (now.uptimeNanos() - before.uptimeNanos()) / 1e9;
        long sent = now.sentBytesTotal() - before.sentBytesTotal();
        long writes = now.writesTotal() - before.writesTotal();
        var line = new StringJoiner(", ");
        line.add(count(now.publishers(), "publisher"));
        line.add(count(now.players(), "player"));
        line.add("in " + scaled((now.receivedBytesTotal() - before.receivedBytesTotal()) * 8 / seconds) + "bit/s");
        line.add("out " + scaled(sent * 8 / seconds) + "bit/s");
        if (writes > 0) {
            line.add(scaled((double) sent / writes) + "B a write");
        }
        LatencyHistogram.Snapshot fanOut = now.fanOutLatency().since(before.fanOutLatency());
        if (fanOut.count() > 0) {
            line.add("fan-out p50 " + time(fanOut.p50Nanos()) + " p99 " + time(fanOut.p99Nanos()));
        }
        LatencyHistogram.Snapshot loopLag = now.loopLag().since(before.loopLag());
        if (loopLag.count() > 0) { // else all loops hang, which is not 0 ms late
            line.add("loops late p99 " + time(loopLag.p99Nanos()));
        }
        line.add(count(now.jumpsTotal() - before.jumpsTotal(), "jump"));
        addTrouble(line, now.stalledPeersTotal() - before.stalledPeersTotal(), "stalled peer");
        addTrouble(line, now.playersRefusedTotal() - before.playersRefusedTotal(), "refused player");
        addTrouble(line, now.connectionsRefusedTotal() - before.connectionsRefusedTotal(), "refused connection");
        line.add("buffers " + Math.round(now.bufferBytes() / (double) (1 << 20)) + " MiB");
        return line.toString();
    }

    private static void addTrouble(StringJoiner line, long count, String what) {
        if (count > 0) {
            line.add(count(count, what));
        }
    }

    private static String count(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    /** A number and the prefix of its unit, with a space between. */
    private static String scaled(double value) {
        double rest = value;
        int prefix = 0;
        while (rest >= 999.95 && prefix < PREFIXES.length - 1) {
            rest /= 1000;
            prefix++;
        }
        return String.format(Locale.ROOT, prefix == 0 ? "%.0f %s" : "%.1f %s", rest, PREFIXES[prefix]);
    }

    private static String time(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }
}
