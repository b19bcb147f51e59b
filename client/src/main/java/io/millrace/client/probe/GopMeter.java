package io.millrace.client.probe;

import io.millrace.client.probe.TrackReport.Gop;

/** Length of groups of pictures: from one key frame to the next. */
final class GopMeter {
    private long keyFrames;
    private long framesBeforeFirst;
    private long keyDtsMillis;
    private long framesNow;
    private long millisNow;
    private long complete;
    private long lastFrames;
    private long lastMillis;
    private double frameSum;
    private double milliSum;
    private long maxFrames;
    private long maxMillis;

    void add(long dtsMillis, boolean keyFrame) {
        if (!keyFrame && keyFrames == 0) {
            framesBeforeFirst++;
            return;
        }
        millisNow = Math.max(0, dtsMillis - keyDtsMillis);
        if (keyFrame) {
            if (keyFrames > 0) {
                finish();
            }
            keyFrames++;
            keyDtsMillis = dtsMillis;
            framesNow = 0;
            millisNow = 0;
        }
        framesNow++;
    }

    private void finish() {
        complete++;
        lastFrames = framesNow;
        lastMillis = millisNow;
        frameSum += framesNow;
        milliSum += millisNow;
        maxFrames = Math.max(maxFrames, framesNow);
        maxMillis = Math.max(maxMillis, millisNow);
    }

    Gop report() {
        return new Gop(
                keyFrames,
                framesBeforeFirst,
                lastFrames,
                lastMillis / 1000.0,
                complete == 0 ? 0 : frameSum / complete,
                complete == 0 ? 0 : milliSum / complete / 1000,
                Math.max(maxFrames, framesNow),
                Math.max(maxMillis, millisNow) / 1000.0);
    }
}
