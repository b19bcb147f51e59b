package io.millrace.server.hls;

import io.millrace.server.http.ViewerLog;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the log of those who play by HLS. Who changes its query is another viewer each time, and all of a stream leave at once, so
 * that there are some lines a second and no more; the others are counted. Any thread may call.
 */
final class HlsViewerLog {
    static final int MAX_LINES = 20;
    private static final long PER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger log = LoggerFactory.getLogger(HlsViewerLog.class);

    private long sinceNanos;
    private int lines; // since then
    private int leftOut; // since the last sum

    void begins(HlsViewer viewer, long nowNanos) {
        ViewerLog.begins(viewer, level(nowNanos));
    }

    void ends(HlsViewer viewer, String reason, long nowNanos) {
        ViewerLog.ends(viewer, reason, viewer.age(nowNanos), level(nowNanos));
    }

    /** Says how many were left out, if any were. To be called again and again. */
    void sum() {
        int count = takeLeftOut();
        if (count > 0) {
            log.info("{} more lines about viewers by HLS: they come and go faster than is told", count);
        }
    }

    synchronized int takeLeftOut() {
        int count = leftOut;
        leftOut = 0;
        return count;
    }

    /** How loudly to say something now. */
    synchronized Level level(long nowNanos) {
        if (lines == 0 || nowNanos - sinceNanos >= PER_NANOS) {
            sinceNanos = nowNanos;
            lines = 0;
        }
        if (lines < MAX_LINES) {
            lines++;
            return Level.INFO;
        }
        leftOut++;
        return Level.DEBUG;
    }
}
