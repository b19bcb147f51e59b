package io.millrace.hub;

import java.time.Duration;

/**
 * How long the viewers of a stream may be kept waiting for what is new, so that more of it goes in one write.
 *
 * @param audioWait of an audio message, to ride with the next video message, if there is video; zero sends it at once
 * @param mergeWindow of every message; zero sends it at once
 */
public record Pacing(Duration audioWait, Duration mergeWindow) {
    /** Audio waits for video for a moment, and nothing else waits. */
    public static final Pacing STANDARD = new Pacing(Duration.ofMillis(50), Duration.ZERO);

    /** @param rides whether it is audio, and a video message will come */
    Duration of(boolean rides) {
        return rides && audioWait.compareTo(mergeWindow) > 0 ? audioWait : mergeWindow;
    }
}
