package io.millrace.hub;

import static io.millrace.hub.Frames.data;
import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.multitrackHeader;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class StreamSnapshotTest {
    private static final Track VIDEO_1 = new Track(MediaKind.VIDEO, 1);

    private static List<String> names(StreamSnapshot snapshot) {
        return snapshot.entries().stream()
                .map(entry -> switch (entry) {
                    case LogEntry.Frame(MediaFrame frame) -> frame.body().toUtf8();
                    case LogEntry.Metadata metadata -> metadata.frame().body().toUtf8();
                    case LogEntry.TrackMaps(MediaFrame frame) -> frame.body().toUtf8();
                    default -> "event";
                })
                .toList();
    }

    @Test
    @DisplayName("ER-157: the colour description comes before the sequence start, whichever was first")
    void colourComesFirst() {
        StreamSnapshot snapshot = StreamSnapshot.EMPTY
                .with(header("start", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.HEVC))
                .with(header("colour", 0, Track.VIDEO_0, PacketType.METADATA, FourCc.HEVC))
                .with(inter("frame", 40));
        assertThat(names(snapshot)).containsExactly("colour", "start");
    }

    @Test
    @DisplayName("ER-069: sequence start and channel layout of audio keep the order in which they came")
    void audioHeadersKeepTheirOrder() {
        StreamSnapshot layoutFirst = StreamSnapshot.EMPTY
                .with(header("layout", 0, Track.AUDIO_0, PacketType.MULTICHANNEL_CONFIG, FourCc.OPUS))
                .with(header("start", 0, Track.AUDIO_0, PacketType.SEQUENCE_START, FourCc.OPUS));
        StreamSnapshot startFirst = StreamSnapshot.EMPTY
                .with(header("start", 0, Track.AUDIO_0, PacketType.SEQUENCE_START, FourCc.OPUS))
                .with(header("layout", 0, Track.AUDIO_0, PacketType.MULTICHANNEL_CONFIG, FourCc.OPUS));
        assertThat(names(layoutFirst)).containsExactly("layout", "start");
        assertThat(names(startFirst)).containsExactly("start", "layout");
    }

    @Test
    @DisplayName("IP-57: a new header replaces the old one, and what belonged to another codec is forgotten")
    void headersAreReplaced() {
        StreamSnapshot snapshot = StreamSnapshot.EMPTY
                .with(header("hevc", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.HEVC))
                .with(header("hevc colour", 0, Track.VIDEO_0, PacketType.METADATA, FourCc.HEVC))
                .with(header("av1", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AV1));
        assertThat(names(snapshot)).containsExactly("av1");
    }

    @Test
    @DisplayName("ER-111: headers are kept per track, and a message that holds those of several is sent once")
    void headersAreKeptPerTrack() {
        StreamSnapshot snapshot = StreamSnapshot.EMPTY
                .with(multitrackHeader("both", 0, Track.VIDEO_0, VIDEO_1))
                .with(header("one", 0, VIDEO_1, PacketType.SEQUENCE_START, FourCc.AVC));
        assertThat(names(StreamSnapshot.EMPTY.with(multitrackHeader("both", 0, Track.VIDEO_0, VIDEO_1))))
                .containsExactly("both");
        assertThat(names(snapshot)).containsExactly("both", "one");
    }

    @Test
    @DisplayName("R-143: data is kept under its name until it is cleared")
    void dataIsKeptByName() {
        StreamSnapshot snapshot = StreamSnapshot.EMPTY
                .with(new LogEntry.Metadata("onMetaData", data("old", 0)))
                .with(new LogEntry.Metadata("other", data("other", 0)))
                .with(new LogEntry.Metadata("onMetaData", data("new", 0)));
        assertThat(names(snapshot)).containsExactly("new", "other");
        assertThat(names(snapshot.withoutMetadata("onMetaData"))).containsExactly("other");
    }

    @Test
    @DisplayName("ER-025: track maps of ours go with the metadata they were made from")
    void mapsOfOlderMetadataAreForgotten() {
        StreamSnapshot snapshot = StreamSnapshot.EMPTY
                .with(new LogEntry.Metadata("onMetaData", data("old", 0)))
                .with(new LogEntry.TrackMaps(data("maps of old", 0)))
                .with(new LogEntry.Metadata("other", data("other", 0)));
        StreamSnapshot described = snapshot.with(new LogEntry.Metadata("onMetaData", data("new", 40)));
        assertThat(names(snapshot)).containsExactly("old", "other", "maps of old");
        assertThat(names(described)).containsExactly("new", "other");
        assertThat(names(described.with(new LogEntry.TrackMaps(data("maps of new", 80)))))
                .containsExactly("new", "other", "maps of new");
        assertThat(names(snapshot.withoutMetadata("onMetaData"))).containsExactly("other");
        assertThat(names(snapshot.withoutMetadata("other"))).containsExactly("old", "maps of old");
    }

    @Test
    void namesThatAPublisherInventsAreBounded() {
        StreamSnapshot snapshot = StreamSnapshot.EMPTY;
        for (int i = 0; i < 1000; i++) {
            snapshot = snapshot.with(new LogEntry.Metadata("name" + i, data("data", 0)));
        }
        assertThat(snapshot.entries()).hasSize(32);
    }

    @Test
    void bytesThatAPublisherWantsRememberedAreBounded() {
        String large = "x".repeat(600_000);
        StreamSnapshot snapshot = StreamSnapshot.EMPTY
                .with(header("start", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC))
                .with(new LogEntry.Metadata("first", data(large, 0)))
                .with(new LogEntry.Metadata("second", data(large, 0)))
                .with(header(large, 0, VIDEO_1, PacketType.SEQUENCE_START, FourCc.AVC));
        assertThat(names(snapshot)).containsExactly(large, "start");
    }
}
