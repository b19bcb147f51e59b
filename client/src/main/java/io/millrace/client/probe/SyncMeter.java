package io.millrace.client.probe;

import io.millrace.client.probe.Report.Sync;
import java.util.Optional;

/** How audio and video of track 0 lie to one another in the stream. */
final class SyncMeter {
    private static final long BLOCK_MILLIS = 5000;

    private boolean hasAudio;
    private boolean hasVideo;
    private long audioMillis;
    private long videoMillis;
    private long maxLateMillis;
    /** Whether audio came since the last video frame: where it stalls it does not drift. */
    private boolean audioGoesOn;

    private long blockStartMillis;
    private double sum;
    private long count;
    private double firstOffset;
    private double lastOffset;
    private long blocks;

    void audio(long dtsMillis) {
        hasAudio = true;
        audioMillis = dtsMillis;
        audioGoesOn = true;
        if (hasVideo) {
            maxLateMillis = Math.max(maxLateMillis, videoMillis - audioMillis);
        }
    }

    void video(long dtsMillis) {
        hasVideo = true;
        videoMillis = dtsMillis;
        if (hasAudio) {
            maxLateMillis = Math.max(maxLateMillis, audioMillis - videoMillis);
            if (audioGoesOn) {
                drift();
            }
        }
        audioGoesOn = false;
    }

    /** Timestamps have jumped: those of the other track may not have yet. */
    void restart() {
        hasAudio = false;
        hasVideo = false;
        count = 0;
        sum = 0;
    }

    /** How far audio is ahead, on average of five seconds: one frame more or less at a time does not matter. */
    private void drift() {
        boolean past = Math.abs(videoMillis - blockStartMillis) >= BLOCK_MILLIS;
        if (count > 0 && past) {
            lastOffset = sum / count;
            firstOffset = blocks == 0 ? lastOffset : firstOffset;
            blocks++;
            count = 0;
            sum = 0;
        }
        if (count == 0) {
            blockStartMillis = videoMillis;
        }
        sum += audioMillis - videoMillis;
        count++;
    }

    Optional<Sync> report() {
        return hasAudio && hasVideo
                ? Optional.of(new Sync(Math.abs(audioMillis - videoMillis), maxLateMillis, lastOffset - firstOffset))
                : Optional.empty();
    }
}
