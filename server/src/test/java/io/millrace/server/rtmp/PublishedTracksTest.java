package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.RtmpMessage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The track maps that a viewer of all tracks hears of. */
class PublishedTracksTest {
    private static final Bytes AV1_START = Bytes.hex("90 61763031 81000C00 0A0B000000043D06D402F80040");
    private static final Bytes SECOND_START = Bytes.hex("96 00 61763031 01 81000C00 0A0B000000043D06D402F80040");
    private static final Bytes KEY = Bytes.hex("91 61763031 0A01");

    private final Server server = new Server();
    private final Client publisher = server.publisher();
    private final Client viewer = server.connect("live");

    PublishedTracksTest() {
        viewer.play(viewer.createStream(), "cam?tracks=all");
    }

    @Test
    @DisplayName("ER-025: track maps are said once, however often an encoder repeats its headers")
    void repeatedHeaders() {
        assertThat(dataAfterKeyFrame()).singleElement().asString().contains("videoTrackIdInfoMap");
        for (int keyFrame = 0; keyFrame < 3; keyFrame++) {
            assertThat(dataAfterKeyFrame()).isEmpty();
        }
        publisher.video(0, Bytes.hex("96 00 41424344 02 00"));
        assertThat(dataAfterKeyFrame()).as("a new track").hasSize(1);
    }

    @Test
    @DisplayName("ER-025: new metadata without track maps takes ours away, so they are said again with it")
    void newMetadata() {
        dataAfterKeyFrame();
        metadata(AmfProperties.builder().put("encoder", "one"));
        assertThat(dataAfterKeyFrame())
                .hasSize(2)
                .last()
                .asString()
                .contains("one")
                .contains("videoTrackIdInfoMap");
    }

    @Test
    @DisplayName("ER-025: metadata with track maps is left as it is")
    void publishersOwnMaps() {
        dataAfterKeyFrame();
        AmfValue own = AmfProperties.builder()
                .put("1", AmfProperties.builder().put("width", 322).buildObject())
                .buildObject();
        metadata(AmfProperties.builder().put("videoTrackIdInfoMap", own));
        assertThat(dataAfterKeyFrame()).as("the publisher's alone").hasSize(1);
    }

    @Test
    @DisplayName("ER-025, R-143: what the publisher has cleared is not repeated in track maps")
    void clearedMetadata() {
        metadata(AmfProperties.builder().put("encoder", "one"));
        dataAfterKeyFrame();
        publisher.send(1, 0, Client.data("@clearDataFrame", "onMetaData"));
        assertThat(dataAfterKeyFrame())
                .singleElement()
                .asString()
                .contains("videoTrackIdInfoMap")
                .doesNotContain("one");
    }

    @Test
    @DisplayName("ER-025: metadata of more than 64 KiB is not repeated in track maps")
    void hugeMetadata() {
        metadata(AmfProperties.builder().put("encoder", "x".repeat(65_536)));
        assertThat(dataAfterKeyFrame()).as("the publisher's alone").hasSize(1);
        metadata(AmfProperties.builder().put("encoder", "x".repeat(65_000)));
        assertThat(dataAfterKeyFrame()).hasSize(2);
    }

    private void metadata(AmfProperties.Builder properties) {
        publisher.send(1, 0, Client.data("@setDataFrame", "onMetaData", properties.buildObject()));
    }

    /** Data messages that the viewer has heard when the headers and a key frame have come once more. */
    private List<String> dataAfterKeyFrame() {
        publisher.video(0, AV1_START);
        publisher.video(0, SECOND_START);
        publisher.video(0, KEY);
        return viewer.messages().stream()
                .filter(message -> message.typeId() == RtmpMessage.Data.TYPE_ID)
                .map(RawMessage::body)
                .map(Bytes::toUtf8)
                .toList();
    }
}
