package io.millrace.hub;

import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static io.millrace.hub.TextForm.drain;
import static io.millrace.hub.TextForm.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Publishers who come, fall silent and leave. */
final class PublishingTest extends LiveStreamFixture {
    @Test
    void publisherMayReturnToAFullServer() {
        for (int i = 1; i < SMALL.maxStreams(); i++) {
            hub.publish("live/" + i, false).orElseThrow();
        }
        publish().awaitSuccessor();
        assertThat(hub.isFull()).isTrue();
        assertThat(hub.publish("live/cam", false)).isPresent();
    }

    @Test
    void streamsExistWhileSomebodyUsesThemAndNotBeyondTheLimit() {
        Publication publication = publish();
        PlaySource viewer = play();
        assertThat(hub.streams()).hasSize(1);
        publication.end();
        publication.end();
        viewer.close();
        assertThat(hub.streams()).isEmpty();
        for (int i = 0; i < SMALL.maxStreams(); i++) {
            assertThat(hub.publish("live/" + i, false)).isPresent();
        }
        assertThat(hub.publish("live/one-more", false)).isEmpty();
        for (int i = 0; i < SMALL.maxStreams(); i++) {
            assertThat(hub.open("waiting/" + i)).isPresent();
        }
        assertThat(hub.open("live/one-more")).isEmpty();
    }

    @Test
    @DisplayName("R-142: viewers are told when the publisher leaves and when one is back")
    void viewersStayWhenThePublisherLeaves() {
        Publication first = publish();
        first.append(key("K1", 0));
        PlaySource viewer = play();
        first.end();
        assertThat(hub.isPublished("live/cam")).isFalse();
        Publication second = publish();
        second.append(key("K2", second.timeline().now(0)));
        assertThat(names(drain(viewer))).isEqualTo("K1 left returned K2");
    }

    @Test
    @DisplayName("R-062: a silent publisher makes the stream dry, once")
    void silenceIsToldOnce() {
        Publication publication = publish();
        PlaySource viewer = play();
        publication.append(key("K1", 0));
        publication.dry();
        publication.dry();
        publication.append(key("K2", 9000));
        assertThat(names(drain(viewer))).isEqualTo("K1 dry K2");
    }

    @Test
    void secondPublisherIsRefusedWhileTheFirstSends() {
        Publication first = publish();
        first.append(key("K1", 0));
        assertThat(hub.publish("live/cam", false)).isEmpty();
        loop.advance(Duration.ofSeconds(6));
        Publication second = publish();
        assertThat(second.append(key("K2", 6000))).isTrue();
        assertThat(first.append(inter("I1", 40))).isFalse();
        assertThat(hub.counters().staleAppends.sum()).isEqualTo(1);
        first.end();
        assertThat(hub.isPublished("live/cam")).isTrue();
    }

    @Test
    @DisplayName("ER-047: a publisher that comes back goes on with the same stream, its viewers stay and time goes on")
    void lostPublisherIsReplacedAtOnceAndNobodyIsTold() {
        Publication first = publish();
        first.append(key("K1", 3_600_000));
        PlaySource viewer = play();
        first.awaitSuccessor();
        loop.advance(Duration.ofSeconds(2));
        Publication second = publish();
        second.append(header("new", second.timeline().now(0), Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.HEVC));
        second.append(key("K2", second.timeline().at(MediaKind.VIDEO, 0)));
        assertThat(drain(viewer)).isEqualTo("K1@3600000;new@3602000;K2@3602000;");
        first.end();
        assertThat(hub.isPublished("live/cam")).isTrue();
    }
}
