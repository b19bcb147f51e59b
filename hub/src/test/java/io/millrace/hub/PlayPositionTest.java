package io.millrace.hub;

import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static io.millrace.hub.TextForm.drain;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.FourCc;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.testkit.ManualLoop;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source says how far its viewer has come, whether it shares a rendition or encodes for itself. */
final class PlayPositionTest {
    private final ManualLoop loop = new ManualLoop();

    private static Publication publish(boolean shared) {
        HubSettings standard = HubSettings.defaults();
        Hub hub = new Hub(new HubSettings(
                standard.maxLag(),
                standard.maxStreamBytes(),
                standard.maxStreams(),
                shared ? standard.maxRenditions() : 0,
                standard.renditionLinger(),
                standard.publisherSilence(),
                standard.maxSlabBytes(),
                standard.maxReserveBytes()));
        return hub.publish("live/cam", false).orElseThrow();
    }

    private PlaySource play(Publication publication) {
        return publication.stream().play(new TextForm("a"), PlayStart.NEWEST_KEY_FRAME, loop, () -> {});
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTheTimeOfTheNewestMessageThatWasTaken(boolean shared) {
        Publication publication = publish(shared);
        PlaySource source = play(publication);
        assertThat(source.positionMillis()).isEqualTo(-1);
        publication.append(key("K1", 100));
        publication.append(inter("I1", 140));
        publication.append(inter("I2", 180));
        assertThat(source.positionMillis()).isEqualTo(-1);
        Objects.requireNonNull(source.next(14)).release(); // K1@100; and I1@140; are 14 bytes
        assertThat(source.positionMillis()).isEqualTo(140);
        drain(source);
        assertThat(source.positionMillis()).isEqualTo(180);
        assertThat(source.next(100)).isNull();
        assertThat(source.positionMillis()).isEqualTo(180);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headersHaveTheTimeOfTheKeyFrameThatFollows(boolean shared) {
        Publication publication = publish(shared);
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(key("K1", 2000));
        PlaySource source = play(publication);
        Objects.requireNonNull(source.next(5)).release();
        assertThat(source.positionMillis()).isEqualTo(2000);
    }
}
