package io.millrace.server.http;

import io.millrace.transport.LogText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the log of those who play by HTTP, in the words that clients of RTMP are told of. Any thread may call. */
public final class ViewerLog {
    private static final Logger log = LoggerFactory.getLogger(ViewerLog.class);

    private ViewerLog() {}

    /** It plays from now on. */
    public static void begins(StreamViewer viewer) {
        begins(viewer, Level.INFO);
    }

    /** Likewise, said so loudly. */
    public static void begins(StreamViewer viewer, Level level) {
        log.atLevel(level)
                .log(
                        "#{} {} plays {} by {} ({})",
                        viewer.id(),
                        LogText.of(viewer.address()),
                        viewer.path().path(),
                        viewer.carrier(),
                        viewer.agent());
    }

    /**
     * It is gone.
     *
     * @param reason as it may stand in a log
     * @param time since it came
     */
    public static void ends(StreamViewer viewer, String reason, Duration time) {
        ends(viewer, reason, time, Level.INFO);
    }

    /** Likewise, said so loudly. */
    public static void ends(StreamViewer viewer, String reason, Duration time, Level level) {
        log.atLevel(level)
                .log(
                        "#{} {} closed (player of {}): {}; sent {} bytes in {} s",
                        viewer.id(),
                        LogText.of(viewer.address()),
                        viewer.path().path(),
                        reason,
                        viewer.bytesSent(),
                        time.toSeconds());
    }
}
