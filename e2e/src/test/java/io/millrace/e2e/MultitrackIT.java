package io.millrace.e2e;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FFmpeg's two video and three audio tracks in one stream: who asks gets all, who does not the first of each. */
class MultitrackIT {
    private final Path clip = MediaFile.TWO_VIDEO_THREE_AUDIO.path();

    @Test
    @DisplayName("IP-71, ER-110: a player gets track 0 of each kind; with ?tracks=all everything as published")
    void tracksAreOptIn(@TempDir Path folder) {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        Path one = folder.resolve("one.flv");
        Path all = folder.resolve("all.flv");
        try (var server = TestServer.start();
                var ordinary = ffmpeg.record(server.url("live/multi"), one);
                var asking = ffmpeg.record(server.url("live/multi?tracks=all"), all)) {
            server.awaitPlayers("live/multi", 2);
            try (var publisher = ffmpeg.publish(clip, server.url("live/multi"))) {
                publisher.succeed();
            }
            ordinary.succeed();
            asking.succeed();

            List<FlvTag> published = FlvTag.read(clip);
            FlvTag.assertReceived(published, FlvTag.read(all));
            List<FlvTag> firstTracks =
                    published.stream().filter(tag -> !tag.isMultitrack()).toList();
            FlvTag.assertReceived(firstTracks, FlvTag.read(one));
        }
    }
}
