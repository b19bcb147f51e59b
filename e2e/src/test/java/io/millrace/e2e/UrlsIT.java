package io.millrace.e2e;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs as users type them, cut into app and stream name by FFmpeg in its own way. */
class UrlsIT {
    private static final TestServer SERVER = TestServer.start();

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest(name = "publish {0}, play {1}")
    @DisplayName("IP-40: whatever the number of segments and the query, publisher and player mean the same stream")
    @CsvSource({
        "solo, solo, solo",
        "live/two, live/two, live/two",
        "a/b/three, a/b/three, a/b/three",
        "a/b/c/four, a/b/c/four, a/b/c/four",
        "live/query?token=x%2Fy==&b=c, live/query, live/query",
        "live/plain, live/plain?user=me, live/plain",
        "live//slashes, live/slashes, live/slashes",
        "live/file.mp4, live/file.mp4, live/mp4:file.mp4",
        "live/größe, live/größe, live/größe"
    })
    void samePathSameStream(String published, String played, String path) {
        var clip = MediaFile.VIDEO_ONLY.path();
        try (var player = ffmpeg.play(SERVER.url(played))) {
            SERVER.awaitPlayers(path, 1);
            try (var publisher = ffmpeg.publish(clip, SERVER.url(published))) {
                publisher.succeed();
            }
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
        }
    }
}
