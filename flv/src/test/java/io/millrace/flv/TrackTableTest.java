package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.media.ColorInfo;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrackTableTest {
    /** FFmpeg 5.1, 1920x1080, libx264 -pix_fmt yuv420p -profile:v high. */
    private static final String AVC_1080 =
            "01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c0"
                    + "01000668ebe3cb22c0fdf8f800";

    /** FFmpeg 5.1, 1920x1080, libx265 -pix_fmt yuv420p10le, BT.2020, PQ. */
    private static final String HEVC_HDR10 = "01022000000090000000000078f000fcfdfafa00000f03a00001001840010c01ffff0220"
            + "00000300900000030000030078959809a10001002f420101022000000300900000030000030078a003c08010e4d96566924caf016a"
            + "12201208000003000800000300c840a2000100074401c172b46240";

    /** FFmpeg 5.1, 640x360, libvpx: the beginning of a key frame. */
    private static final String VP8_KEY_FRAME = "10ae009d012a800268010087088585889984880a";

    private final List<String> problems = new ArrayList<>();
    private final TrackTable table = new TrackTable(problems::add);

    @Test
    @DisplayName("ER-065, ER-126: sequence headers tell profile, level, size, depth, rate and channels")
    void sequenceHeaders() {
        video("17 00 000000" + AVC_1080);
        video("96 00 68766331 02" + HEVC_HDR10);
        audio("AF 00 1210");
        assertThat(table.tracks())
                .extracting(TrackInfo::toString)
                .containsExactly(
                        "audio 0: AAC, AAC-LC, 44100 Hz, 2 channels",
                        "video 0: AVC, High@4.0, 1920x1080",
                        "video 2: HEVC, Main 10@4.0, 1920x1080, 10 bit");
        assertThat(problems).isEmpty();
    }

    @Test
    @DisplayName("ER-065, ER-126: what no header tells is in the first frame")
    void frames() {
        assertThat(video("91 76703038" + VP8_KEY_FRAME)).isTrue();
        assertThat(video("91 76703038" + VP8_KEY_FRAME)).as("nothing new").isFalse();
        audio("2F FFFB9064");
        assertThat(table.tracks().get(1).video().orElseThrow().width()).isEqualTo(640);
        assertThat(table.tracks().getFirst().audio().orElseThrow().sampleRate()).isEqualTo(44_100);
    }

    @Test
    @DisplayName("ER-065, ER-067, ER-126, ER-150: what is said again at each key frame is nothing new")
    void repeatedHeaders() {
        String color = ColorInfoCodec.encode(new ColorInfo(
                        Optional.of(new ColorInfo.ColorConfig(
                                OptionalInt.of(10), OptionalInt.of(9), OptionalInt.of(16), OptionalInt.of(9))),
                        Optional.empty(),
                        Optional.empty()))
                .toHex();
        List<String> audio = List.of("AF 00 1210", "94 6D703461 01 06 0000003F", "95 00 61632D33 01");
        List<String> video = List.of(
                "17 00 000000" + AVC_1080,
                "D4 61766331" + color,
                "96 00 76703038 01 01000000 00 0A 82 02 02 02 0000", // says nothing of the size
                "96 01 76703038 01" + VP8_KEY_FRAME,
                "96 00 41424344 02 00",
                "96 01 41424344 02 00");
        assertThat(audio).allMatch(this::audio);
        assertThat(video.subList(0, 5)).allMatch(this::video);
        List<TrackInfo> known = table.tracks();
        assertThat(known.get(3).video().orElseThrow().width()).isEqualTo(640);
        for (int keyFrame = 0; keyFrame < 3; keyFrame++) {
            assertThat(audio).noneMatch(this::audio);
            assertThat(video).noneMatch(this::video);
        }
        assertThat(table.tracks()).isEqualTo(known);
        assertThat(problems).isEmpty();
        assertThat(audio("AF 00 1190")).as("48 kHz").isTrue();
    }

    @Test
    @DisplayName("ER-126: after a header that is said again, a frame of another size is another size")
    void anotherSizeUnderTheSameHeader() {
        String header = "90 76703038 01000000 00 0A 82 02 02 02 0000";
        video(header);
        video("91 76703038" + VP8_KEY_FRAME);
        video(header);
        assertThat(video("91 76703038" + VP8_KEY_FRAME.replace("012a8002", "012a4001")))
                .isTrue();
        assertThat(table.tracks().getFirst().video().orElseThrow().width()).isEqualTo(320);
    }

    @Test
    @DisplayName("ER-111: a track that goes on in another codec is another track")
    void newCodec() {
        video("17 00 000000" + AVC_1080);
        assertThat(video("90 68766331" + HEVC_HDR10)).isTrue();
        assertThat(table.tracks())
                .singleElement()
                .extracting(info -> info.codec().toString())
                .isEqualTo("hvc1");
    }

    @Test
    @DisplayName("ER-067: a MultichannelConfig is believed more than the sequence header")
    void channels() {
        audio("AF 00 1210");
        audio("94 6D703461 01 06 0000003F");
        TrackInfo info = table.tracks().getFirst();
        assertThat(info.channelCount()).isEqualTo(OptionalInt.of(6));
        assertThat(info.channels().orElseThrow().channelCount()).isEqualTo(6);
    }

    @Test
    @DisplayName("ER-111, ER-152: colour is kept per track, replaced as a whole and reset")
    void color() {
        var red = new ColorInfo(
                Optional.of(new ColorInfo.ColorConfig(
                        OptionalInt.of(10), OptionalInt.of(9), OptionalInt.of(16), OptionalInt.of(9))),
                Optional.empty(),
                Optional.empty());
        video("84 68766331" + ColorInfoCodec.encode(red).toHex()); // as OBS does: first, with frame type 0 [IP-74]
        video("90 68766331" + HEVC_HDR10);
        video("86 04 68766331 01" + ColorInfoCodec.encode(red).toHex());
        assertThat(table.tracks()).extracting(TrackInfo::color).containsExactly(Optional.of(red), Optional.of(red));
        video("D4 68766331" + ColorInfoCodec.encode(ColorInfo.NONE).toHex());
        assertThat(table.tracks()).extracting(TrackInfo::color).containsExactly(Optional.empty(), Optional.of(red));
    }

    @Test
    @DisplayName("IP-74: metadata without a track ID but of another codec than track 0's is not track 0's")
    void colorOfAnotherTrack() {
        video("17 00 000000" + AVC_1080);
        assertThat(video("D4 68766331" + ColorInfoCodec.encode(ColorInfo.NONE).toHex()))
                .isFalse();
    }

    @Test
    @DisplayName("IP-60: a header that cannot be read is a problem, not an error; HEVC under CodecID 7 is recognised")
    void unreadableHeaders() {
        video("17 00 000000 01");
        video("17 00 000000" + HEVC_HDR10);
        audio("94 6D703461 01");
        assertThat(problems).hasSize(3);
        assertThat(problems.getFirst()).startsWith("video track 0 (AVC): ");
        assertThat(problems.get(1)).contains("HEVC");
        assertThat(table.tracks()).hasSize(2);
    }

    @Test
    @DisplayName("ER-003: unknown FourCC, packet type, ModEx and layout are foreign; what is known is not")
    void foreign() {
        for (String body :
                List.of("91 41424344 AA", "9F 61763031 AA", "96 31 61763031 00", "97 00 00 11 61763031 AA")) {
            assertThat(TrackTable.isForeign(frame(MediaKind.VIDEO, body)))
                    .as(body)
                    .isTrue();
        }
        for (String body : List.of("91 61763031 AA", "17 01 000000 AA", "97 02 000064 01 61763031 AA", "D0 01")) {
            assertThat(TrackTable.isForeign(frame(MediaKind.VIDEO, body)))
                    .as(body)
                    .isFalse();
        }
        assertThat(TrackTable.isForeign(frame(MediaKind.AUDIO, "")))
                .as("silence")
                .isFalse();
    }

    @Test
    @DisplayName(
            "ER-021, ER-023, ER-024: metadata describes track 0 at the top, the others by ID, the rest as at the top")
    void metadata() {
        AmfValue one = AmfProperties.builder()
                .put("videodatarate", 800)
                .put("name", "Stage")
                .buildObject();
        var said = TrackMetadata.read(metadata(AmfProperties.builder()
                        .put("videodatarate", 2500)
                        .put("framerate", 30)
                        .put("language", "cy")
                        .put(
                                "videoTrackIdInfoMap",
                                AmfProperties.builder().put("1", one).buildObject())
                        .build()))
                .orElseThrow();
        table.add(said);
        video("17 00 000000" + AVC_1080);
        video("96 00 68766331 01" + HEVC_HDR10);
        video("96 00 68766331 02" + HEVC_HDR10);
        assertThat(table.tracks()).extracting(TrackInfo::kilobitsPerSecond).containsExactly(2500.0, 800.0, 0.0);
        assertThat(table.tracks()).extracting(TrackInfo::frameRate).containsExactly(30.0, 30.0, 0.0);
        assertThat(table.tracks()).extracting(TrackInfo::language).containsExactly("cy", "cy", "");
        assertThat(table.tracks()).extracting(TrackInfo::name).containsExactly("", "Stage", "");
        assertThat(said.hasMaps()).isTrue();
    }

    @Test
    @DisplayName("ER-022, ER-025, ER-026: maps are added behind what the publisher said, which stays as it is")
    void maps() {
        AmfProperties theirs = AmfProperties.builder()
                .put("width", 1920)
                .put("encoder", "x")
                .put("width", 2)
                .build();
        var said = TrackMetadata.read(metadata(theirs)).orElseThrow();
        video("17 00 000000" + AVC_1080);
        video("96 00 68766331 02" + HEVC_HDR10);
        audio("AF 00 1210");
        audio("95 00 4F707573 01 4F707573486561640102 0000 80BB0000 0000 00");
        Bytes body = said.withMaps(table.tracks());

        List<AmfValue> values = Amf0.decodeAll(body);
        assertThat(values.getFirst()).isEqualTo(new AmfString("onMetaData"));
        assertThat(values.get(1)).isInstanceOf(AmfEcmaArray.class);
        AmfProperties all = values.get(1).asProperties();
        assertThat(all.entries().subList(0, 3)).isEqualTo(theirs.entries());
        AmfProperties video = all.get("videoTrackIdInfoMap").asProperties();
        assertThat(video.entries())
                .singleElement()
                .extracting(AmfProperties.Entry::name)
                .isEqualTo("2");
        assertThat(video.get("2").asProperties())
                .isEqualTo(AmfProperties.builder()
                        .put("videocodecid", 1752589105)
                        .put("width", 1920)
                        .put("height", 1080)
                        .build());
        assertThat(all.get("audioTrackIdInfoMap").asProperties().get("1").asProperties())
                .isEqualTo(AmfProperties.builder()
                        .put("audiocodecid", 1332770163)
                        .put("samplerate", 48_000)
                        .put("channels", 2)
                        .build());
        assertThat(TrackMetadata.read(body)
                        .orElseThrow()
                        .of(new Track(MediaKind.VIDEO, 2))
                        .number("height"))
                .hasValue(1080);
    }

    @Test
    void whatIsNoMetadataIsNotRead() {
        assertThat(TrackMetadata.read(Amf0.encodeAll(new AmfString("onCuePoint"))))
                .isEmpty();
        assertThat(TrackMetadata.read(Amf0.encodeAll(new AmfString("onMetaData"))))
                .isEmpty();
        assertThat(TrackMetadata.read(Bytes.hex("02 00 0A 6F"))).isEmpty();
    }

    private static Bytes metadata(AmfProperties properties) {
        return Amf0.encodeAll(new AmfString("onMetaData"), new AmfEcmaArray(properties));
    }

    private boolean video(String body) {
        return table.add(frame(MediaKind.VIDEO, body));
    }

    private boolean audio(String body) {
        return table.add(frame(MediaKind.AUDIO, body));
    }

    private static MediaFrame frame(MediaKind kind, String body) {
        Bytes bytes = Bytes.hex(body);
        return new MediaFrame(
                kind, 0, bytes, kind == MediaKind.AUDIO ? AudioTagCodec.decode(bytes) : VideoTagCodec.decode(bytes));
    }
}
