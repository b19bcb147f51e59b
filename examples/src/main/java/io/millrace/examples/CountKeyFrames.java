package io.millrace.examples;

import io.millrace.client.RtmpClient;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import java.io.IOException;

/** Plays a stream to its end and counts its key frames. */
public final class CountKeyFrames {
    private CountKeyFrames() {}

    /**
     * Says of each key frame when it came, and at the end how many there were.
     *
     * @param arguments the URL; {@code rtmp://localhost/live/picture} if there is none
     */
    public static void main(String... arguments) throws IOException {
        String url = arguments.length > 0 ? arguments[0] : "rtmp://localhost/live/picture";
        try (var client = RtmpClient.create();
                var player = client.play(url)) {
            System.out.println(count(player) + " key frames");
        }
    }

    static int count(Iterable<MediaFrame> frames) {
        int keyFrames = 0;
        for (MediaFrame frame : frames) {
            if (frame.isKeyFrameOf(Track.VIDEO_0)) {
                keyFrames++;
                System.out.println("key frame at " + frame.dtsMillis() + " ms");
            }
        }
        return keyFrames;
    }
}
