package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.RtmpClient;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PublishPictureTest {
    @Test
    void aPlayerGetsWhatItNeedsToDecodeAndThenPictures() throws Exception {
        try (var server = ExampleServer.start();
                var client = RtmpClient.create();
                var player = client.play(ExampleServer.url(server, "live/picture"))) {
            var ended = new CompletableFuture<Throwable>();
            Thread publisher = Thread.ofVirtual().start(() -> {
                try {
                    PublishPicture.main(ExampleServer.url(server, "live/picture"));
                } catch (Exception e) {
                    ended.complete(e);
                }
            });
            List<MediaFrame> frames = new ArrayList<>();
            while (frames.size() < 6) {
                frames.add(Objects.requireNonNull(player.next(), "the stream is over"));
            }
            assertThat(frames.get(0).kind()).isEqualTo(MediaKind.DATA);
            assertThat(frames.get(1).holds(PacketType.SEQUENCE_START)).isTrue();
            assertThat(frames.get(2).isKeyFrameOf(Track.VIDEO_0)).isTrue();
            assertThat(frames.subList(2, 6)).allMatch(frame -> frame.holds(PacketType.CODED_FRAMES));
            assertThat(frames.subList(2, 6)).extracting(MediaFrame::dtsMillis).containsExactly(0L, 40L, 80L, 120L);
            publisher.interrupt();
            assertThat(ended.join()).isInstanceOfAny(InterruptedException.class, InterruptedIOException.class);
        }
    }
}
