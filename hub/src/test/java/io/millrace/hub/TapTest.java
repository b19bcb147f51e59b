package io.millrace.hub;

import static io.millrace.hub.Frames.audio;
import static io.millrace.hub.Frames.data;
import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.FourCc;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TapTest {
    private final Hub hub = new Hub(HubSettings.defaults(), () -> 0);
    private final LiveStream stream = hub.open("live/cam").orElseThrow();
    private final List<String> tapped = new ArrayList<>();
    private final Tap tap = (entry, dtsMillis) -> tapped.add(TextForm.text(entry) + "@" + dtsMillis);

    private Publication publish() {
        return hub.publish("live/cam", false).orElseThrow();
    }

    @Test
    void tapGetsEveryEntryInOrder() {
        stream.tap(tap);
        Publication publication = publish();
        publication.append(key("K", 0));
        publication.append(audio("A", 10));
        publication.dry();
        publication.setMetadata("onMetaData", data("meta", 20));
        publication.end();
        assertThat(tapped).containsExactly("returned@0", "K@0", "A@10", "dry@10", "meta@20", "left@20");
    }

    @Test
    void tapThatTapsAgainGetsWhatIsInEffectAnewAndTheRestOnce() {
        Publication publication = publish();
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        stream.tap(tap);
        publication.append(key("K", 40));
        stream.tap(tap);
        publication.append(inter("I", 80));
        stream.untap(tap);
        publication.append(inter("J", 120));
        assertThat(tapped).containsExactly("avcC@0", "K@40", "avcC@40", "I@80");
    }

    @Test
    void nothingIsMissedWhileATapTapsAgain() throws InterruptedException {
        stream.tap(tap);
        Publication publication = publish();
        Thread publisher = Thread.ofPlatform().start(() -> {
            for (int frame = 1; frame <= 10_000; frame++) {
                publication.append(inter("I", frame));
            }
        });
        while (publisher.isAlive()) {
            stream.tap(tap);
        }
        publisher.join();
        assertThat(tapped).hasSize(10_001).startsWith("returned@0", "I@1").endsWith("I@10000");
    }

    @Test
    void tapThatComesLateFirstGetsWhatIsInEffect() {
        Publication publication = publish();
        publication.setMetadata("onMetaData", data("meta", 0));
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(key("K", 0));
        publication.append(inter("I", 40));

        stream.tap(tap);
        publication.append(inter("J", 80));
        assertThat(tapped).containsExactly("meta@40", "avcC@40", "J@80");
    }

    @Test
    void removedTapGetsNothingMore() {
        stream.tap(tap);
        Publication publication = publish();
        stream.untap(tap);
        publication.append(key("K", 0));
        assertThat(tapped).containsExactly("returned@0");
    }
}
